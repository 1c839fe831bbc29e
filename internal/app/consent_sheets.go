package app

import (
	"context"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/document"
)

// Paper is something to give to a person, in plain English or easy read.
type Paper string

const (
	ConsentSheet Paper = "consent"
	LeaveLetter  Paper = "leaving"
)

// PaperForm is how a paper is written.
type PaperForm struct {
	EasyRead bool
	HTML     bool // a page instead of a PDF
}

// WritePaper writes a paper for a person. That it was made is noted.
func (a *App) WritePaper(ctx context.Context, actor access.Actor, caseID string, paper Paper, form PaperForm, w io.Writer) error {
	if err := authorise(actor, access.Record); err != nil {
		return err
	}
	v, err := a.Person(ctx, actor, caseID, AsAt{For: "to print for them: " + string(paper)})
	if err != nil {
		return err
	}
	if v.Sight < access.Minimum {
		return &Error{Kind: Forbidden, Text: "You see only your own part of this record."}
	}
	if v.Case.Died != 0 {
		return &Error{Kind: Invalid, Text: v.Case.Name() + " died on " + v.Case.Died.Long() + ". Nothing is written to them any more."}
	}
	register, err := a.store.Register(ctx, actor.Register)
	if err != nil {
		return fail(err, "reading register %s", actor.Register)
	}
	d := &document.Document{Foot: register.Name, At: a.now(), Large: form.EasyRead}
	switch paper {
	case ConsentSheet:
		consentSheet(d, v.Case, a.Today(), form.EasyRead)
	case LeaveLetter:
		settings, err := readReferralSettings(register)
		if err != nil {
			return fail(err, "reading how register %s is reached", actor.Register)
		}
		if err := leaveLetter(d, v.Case, a.Today(), register.Name, settings.Contact(), form.EasyRead); err != nil {
			return err
		}
		writeOwnWords(d, settings.letterOf(form.EasyRead), form.EasyRead)
	default:
		return &Error{Kind: NotFound, Text: noSuchRecord}
	}
	if form.HTML {
		return fail(d.WriteHTML(w), "writing a paper")
	}
	return fail(d.WritePDF(w), "writing a paper")
}

// sheetFacts say whom a paper is for.
func sheetFacts(d *document.Document, c *casefile.Case, day civil.Date) {
	born := "Not recorded"
	if c.Details.BirthDate != 0 {
		born = c.Details.BirthDate.Long()
	}
	d.Facts("Who this is for", [2]string{"Name", c.Name()}, [2]string{"Born", born}, [2]string{"Printed on", day.Long()})
}

const yesOrNo = "Yes [   ]     No [   ]"

// consentSheet is what somebody can sign, with what they are asked.
func consentSheet(d *document.Document, c *casefile.Case, today civil.Date, easy bool) {
	d.Title = "Your choice about the register"
	sheetFacts(d, c, today)
	if easy {
		writeParts(d, easyRead().Papers.Consent.Parts, letterFacts{easy: true})
	} else {
		d.Paragraph("The Dynamic Support Register is a list that your integrated care board keeps. It is for autistic people and people with a learning disability who may have to go into a mental health hospital if they do not get the right support in time. Being on it means that those who can help look at your situation together, and offer support sooner.")
		d.Paragraph("It is your choice. You can say no, and you can change your mind at any time, without giving a reason. You will not get less care. If you say yes, those who help you can see what they need to know. You choose below who they are.")
		d.Paragraph("If you would like somebody to help you decide, ask for an advocate. It costs nothing.")
	}
	d.Heading("What do you say?")
	say := "I agree to be on the register"
	reviews := "I agree to reviews of my care and treatment. I will be asked again each time"
	if easy {
		say, reviews = "I want to be on the register", "I want meetings about my care. You will ask me each time"
	}
	rows := [][]string{{say, yesOrNo}, {reviews, yesOrNo}}
	d.Table(document.Table{Caption: "Your answers", Columns: []document.Column{{Heading: "Question", Share: 2}, {Heading: "Answer", Share: 1}}, RowHeadings: true, Rows: rows})
	who := document.Table{Caption: "Who may know", Columns: []document.Column{{Heading: "Who", Share: 2}, {Heading: "Answer", Share: 1}}, RowHeadings: true}
	for _, w := range casefile.ShareWiths {
		who.Rows = append(who.Rows, []string{w.Word() + ": " + strings.ToLower(w.Means()[:1]) + w.Means()[1:], yesOrNo})
	}
	d.Table(who)
	d.Heading("Your name")
	d.Facts("Signed",
		[2]string{"Name or mark", " \n "}, [2]string{"Date", " "},
		[2]string{"Who explained it", " \n "}, [2]string{"Interpreter or aid", " "},
		[2]string{"For a child under 16: parent or guardian, and what the child thinks", " \n \n "})
	if easy {
		d.Paragraph("Keep a copy of this paper.")
	} else {
		d.Paragraph("Keep a copy. The other one is attached to your record.")
	}
}

// leaveLetter tells somebody that they have left the register. Ways are those in
// which the register is reached: whom to call where no name was agreed on.
func leaveLetter(d *document.Document, c *casefile.Case, today civil.Date, register string, ways []string, easy bool) error {
	var end *casefile.Membership
	for _, m := range c.Memberships() {
		end = &m
	}
	if end == nil || end.How == nil {
		return &Error{Kind: Invalid, Text: c.Name() + " has not left the register, so there is no letter about it."}
	}
	left, _ := end.How.(casefile.LeftRegister)
	_, moved := end.How.(casefile.MovedOut)
	call := ways
	if left.Call != "" {
		call = []string{left.Call}
	}
	if len(call) == 0 {
		call = []string{"Your register: " + register}
	}
	d.Title = "You have left the register"
	sheetFacts(d, c, today)
	on := end.Left.Long()
	if easy {
		why := left.Why
		other := !moved && why != casefile.LeaveNoConsent && why != casefile.LeaveNotAtRisk
		writeParts(d, easyRead().Papers.Leaving.Parts, letterFacts{
			easy:    true,
			slots:   map[string]string{"name": c.Name(), "on": on},
			words:   map[string]string{"reason": left.Reason, "plan": left.Plan},
			contact: call,
			is: map[string]bool{
				"moved": moved, "told": moved && c.MoveAgreed(), "said-no": !moved && why == casefile.LeaveNoConsent, "well": !moved && why == casefile.LeaveNotAtRisk,
				"reason": other && left.Reason != "", "no-reason": other && left.Reason == "",
			},
		})
		return nil
	}
	d.Paragraph("Dear " + c.Name() + ",")
	switch {
	case moved:
		words := "You moved to another area, so you left the register of " + register + " on " + on + "."
		if c.MoveAgreed() {
			words += " You agreed that your new area is told. It can help you now, and put you on its register if you want that."
		} else {
			words += " The board of your new area can put you on its register, if you ask for it or agree."
		}
		d.Paragraph(words)
	case left.Why == casefile.LeaveNoConsent:
		d.Paragraph("You told us that you do not want to be on the register any more. You left it on " + on + ". Thank you for telling us. Nobody needs a reason, and you will not get less care.")
	default:
		d.Paragraph("You left the register on " + on + ". " + sentence(left.Reason))
	}
	if left.View != "" {
		d.Heading("What you told us")
		d.Paragraph(left.View)
	}
	if left.Plan != "" {
		d.Heading("What goes on")
		d.Paragraph(left.Plan)
	}
	d.Heading("If it gets harder again")
	d.Paragraph("You, your family or anybody who helps you can ask us to put you on the register again, at any time. We keep what we know, so you need not tell it all again.")
	d.Paragraph("Whom to call: " + strings.Join(call, ". "))
	d.Heading("If you do not agree")
	d.Paragraph("Tell us, or ask an advocate to help you. It costs nothing. Somebody else will look at it again.")
	d.Heading("What is kept")
	d.Paragraph("We keep what was written, for as long as the law asks. You can ask to see it.")
	return nil
}

// sentences are the sentences of words, each by itself. A point within a number
// or an address, which has no space after it, ends none.
func sentences(words string) (lines []string) {
	for line := range strings.Lines(words) {
		for line = strings.TrimSpace(line); line != ""; {
			end := strings.IndexFunc(line, func(r rune) bool { return r == '.' || r == '?' || r == '!' })
			for end >= 0 && end+1 < len(line) && line[end+1] != ' ' {
				next := strings.IndexAny(line[end+1:], ".?!")
				if next < 0 {
					end = -1
					break
				}
				end += 1 + next
			}
			if end < 0 {
				lines = append(lines, line+".")
				break
			}
			lines = append(lines, line[:end+1])
			line = strings.TrimSpace(line[end+1:])
		}
	}
	return lines
}

// sentence is words as a sentence.
func sentence(words string) string {
	words = strings.TrimSpace(words)
	if first, size := utf8.DecodeRuneInString(words); size > 0 {
		words = string(unicode.ToUpper(first)) + words[size:]
	}
	if words == "" || strings.HasSuffix(words, ".") {
		return words
	}
	return words + "."
}
