package app

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// AccessPart is a part of what is kept about a person, on which it is decided
// by itself whether they are given it.
type AccessPart struct {
	ID     string // entry-12
	What   string // "Entry 12"
	Title  string
	On     civil.Date
	By     string
	Lines  []casefile.Line
	Why    []string          // why somebody has to look at it; nil for what is given unless somebody decides otherwise
	Choice *AccessChoice     // what was decided; nil while nobody has
	Seen   string            // stands for all that it says
	entry  casefile.Recorded // of one that is an entry
	File   *Attachment       // of one that is a letter or another file
	free   bool              // somebody wrote words in it as they liked
}

// Undecided reports whether somebody has yet to look at it.
func (p AccessPart) Undecided() bool { return len(p.Why) > 0 && p.Choice == nil }

// wroteFreely is why somebody has to look at words in which nothing else tells
// that somebody else may be spoken of.
const wroteFreely = "Somebody wrote it in their own words, and may have written of others"

// WithOthers reports whether it has to be read, and nothing in it stands out: it
// may be decided together with others that it is given.
func (p AccessPart) WithOthers() bool { return len(p.Why) == 1 && p.Why[0] == wroteFreely }

// parts are all parts of what is kept, entries first and in their order, with
// what was decided on each. A decision on words that are others now, or are to
// be looked at for another reason, counts no more.
func (k *kept) parts() ([]AccessPart, error) {
	var parts []AccessPart
	var choices map[string]AccessChoice
	if r := k.open(); r != nil {
		var err error
		if choices, err = readChoices(r.Choices); err != nil {
			return nil, err
		}
	}
	names := k.othersNames()
	add := func(p AccessPart, why ...string) {
		p.Why = append(p.Why, why...)
		if found := namesIn(names, p); len(found) > 0 && len(p.Why) == 0 {
			p.Why = append(p.Why, "It may name somebody else: "+strings.Join(found, ", "))
		}
		if p.free && len(p.Why) == 0 {
			p.Why = append(p.Why, wroteFreely)
		}
		p.Seen = hashOf(p)
		if c, ok := choices[p.ID]; ok && c.Seen == p.Seen {
			p.Choice = &c
		}
		parts = append(parts, p)
	}
	k.entryParts(choices, add)
	k.documentParts(add)
	for i, r := range k.restrictions {
		title := "The record was opened again to those who keep the register"
		if r.Restricted {
			title = "The record was restricted to those who are involved"
		}
		add(AccessPart{
			ID: fmt.Sprintf("restriction-%d", i+1), What: "Restriction", Title: title, On: civil.FromTime(r.At), By: r.UserName, Lines: linesOf("Reason", r.Reason),
		}, "It says why the record was kept from others")
	}
	for _, e := range k.opened {
		add(AccessPart{
			ID: "opened-" + e.ID, What: "Emergency", Title: "The record was opened in an emergency", On: civil.FromTime(e.OpenedAt), By: e.UserName,
			Lines: linesOf("Reason", e.Reason, "What came of it", e.Words), free: true,
		})
	}
	for _, h := range k.handovers {
		title := "It was asked to hand the person over to another register"
		if h.Register == k.register.Code {
			title = "The person came from another register"
		}
		add(AccessPart{
			ID: "handover-" + h.ID, What: "Move", Title: title, On: civil.FromTime(h.ProposedAt), By: h.Proposer,
			Lines: linesOf("From", h.FromRegister, "To", h.Register, "How they were asked, or why it is lawful", h.Words, "What became of it", h.State, "Reason", h.Reason), free: true,
		})
	}
	for _, r := range k.retention {
		add(AccessPart{
			ID: fmt.Sprintf("kept-%d", r.N), What: "How long it is kept", Title: retentionWords[r.Act], On: civil.FromTime(r.At), By: r.UserName,
			Lines: linesOf("Reason", r.Reason, "Until", r.Until.Long()), free: true,
		})
	}
	for _, said := range k.apart {
		other := said.One
		if other == k.c.ID {
			other = said.Other
		}
		add(AccessPart{
			ID: "apart-" + other, What: "Two records", Title: "It was said that this record and another are of two people", On: civil.FromTime(said.At), By: said.UserName, Lines: linesOf("Reason", said.Reason),
		}, "It compares them with somebody else")
	}
	for _, on := range k.agendas {
		p := AccessPart{ID: "agenda-" + on.ID, What: "Meeting", Title: "On the agenda of a meeting: " + on.Terms.Name, On: on.Day, By: on.item.AddedName}
		for _, r := range ReasonsOf(on.item) {
			p.Lines = append(p.Lines, linesOf("Why", ReasonWords(r))...)
		}
		p.Lines = append(p.Lines, linesOf("What became of it", ItemWords(Stage{Item: on.item}))...)
		add(p)
	}
	for _, r := range k.requests {
		if !r.EndedAt.IsZero() {
			add(AccessPart{
				ID: earlierRequest + r.ID, What: "Earlier request", Title: OutcomeWords(r.Outcome), On: r.ReceivedOn, By: r.EndedName,
				Lines: linesOf("From", r.AskedBy, "How it ended", r.Words), free: true,
			})
		}
	}
	for _, d := range k.drafts {
		typed, err := url.ParseQuery(d.Body)
		if err != nil {
			return nil, fmt.Errorf("reading a draft: %w", err)
		}
		form, _, _ := strings.Cut(d.Key, "/")
		p := AccessPart{
			ID: "draft-" + shortHash(d.UserID+"\x00"+d.Key), What: "Unsaved form", Title: "Form begun and not saved: " + strings.ReplaceAll(form, "-", " "),
			On: civil.FromTime(d.UpdatedAt), By: d.UserName,
		}
		for _, name := range sortedKeys(typed) {
			p.Lines = append(p.Lines, linesOf(capitalise(strings.ReplaceAll(name, "-", " ")), strings.Join(typed[name], "; "))...)
		}
		add(p, "It was not saved: nobody has said that it is right")
	}
	return parts, nil
}

const earlierRequest = "request-"

// retentionWords say what was decided about keeping a record.
var retentionWords = map[string]string{
	store.RetentionHold:    "The record was put on hold: it is kept",
	store.RetentionRelease: "The hold on the record ended",
	store.RetentionKeep:    "The record was looked at, and is kept longer",
	store.RetentionPropose: "It was proposed to dispose of the record",
	store.RetentionDecline: "It was decided not to dispose of the record",
	store.RetentionAgree:   "It was agreed to dispose of the record",
}

// entryParts are the entries, each with the marks that were set on it. What
// strikes out an entry of which something is left out, by choices, tells of it.
func (k *kept) entryParts(choices map[string]AccessChoice, add func(AccessPart, ...string)) {
	looked := map[int]bool{}
	for _, e := range k.c.Entries {
		if e.Withheld != "" {
			continue // of somebody else
		}
		p := AccessPart{ID: EntryPart(e.Seq), What: fmt.Sprintf("Entry %d", e.Seq), Title: casefile.Title(e.Fact), On: e.On, By: e.By.Name, entry: e}
		p.Lines = entryLines(e)
		var why []string
		p.free = e.FreeText()
		mark := access.Mark("")
		for _, m := range k.marks {
			if m.Seq == e.Seq {
				p.free = true
				mark = access.Mark(m.Mark)
				p.Lines = append(p.Lines, markLine(m.Mark, m.Reason))
			}
		}
		if mark != "" {
			why = append(why, "It is marked as "+mark.Word())
		}
		switch f := e.Fact.(type) {
		case casefile.Contact:
			why = append(why, "It is about somebody else")
		case casefile.NamedPerson:
			if f.Part == casefile.NominatedPerson {
				why = append(why, "It is about somebody else")
			}
		case casefile.Consent:
			if f.OfOthers() {
				why = append(why, "It has in it what others decided or thought")
			}
		case casefile.Referral:
			if f.Form.Who != "" && f.Form.Who != casefile.Themself {
				why = append(why, "It was written by whoever referred them, who may have told it in confidence")
			}
		case casefile.ReferralScreened:
			why = append(why, "It has the names and the views of others")
		case casefile.EnteredInError:
			if c, ok := choices[EntryPart(f.Entry)]; looked[f.Entry] || ok && c.Do != Include {
				why = append(why, fmt.Sprintf("It strikes out entry %d, which is to be looked at", f.Entry))
			}
		}
		looked[e.Seq] = len(why) > 0
		add(p, why...)
	}
}

// EntryPart is the id of the part that an entry is.
func EntryPart(seq int) string { return fmt.Sprintf("entry-%d", seq) }

// DocumentPart is the id of the part that an attachment is.
func DocumentPart(id string) string { return documentPart + id }

const documentPart = "document-"

// documentParts are the letters and other files. What stands in a file nobody
// knows who has not read it.
func (k *kept) documentParts(add func(AccessPart, ...string)) {
	for i, d := range k.documents {
		p := AccessPart{ID: DocumentPart(d.ID), What: fmt.Sprintf("Document %d", i+1), Title: d.Title, On: d.On, By: d.UserName, File: &d.Attachment}
		p.Lines = linesOf("What it is", d.KindOf().Word(), "Name of the file", d.FileName, "The file", d.Quarantined)
		why := []string{"It has to be read"}
		if d.Mark != "" {
			why = append(why, "It is marked as "+d.Mark.Word())
		}
		for _, c := range d.done {
			line := markLine(c.Mark, c.Reason)
			if c.Withdrawn {
				line.Heading = "Withdrawn, for it was attached in error"
			}
			p.Lines = append(p.Lines, line)
		}
		add(p, why...)
	}
}

func entryLines(e casefile.Recorded) []casefile.Line {
	return append(casefile.Particulars(e.Fact), linesOf("Note", e.Note)...)
}

func markLine(mark, reason string) casefile.Line {
	if mark == "" {
		return casefile.Line{Heading: "The mark was lifted", Text: reason}
	}
	return casefile.Line{Heading: "Marked as " + access.Mark(mark).Word(), Text: reason}
}

// linesOf are lines from headings and texts in turn, without those that say
// nothing.
func linesOf(pairs ...string) (lines []casefile.Line) {
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			lines = append(lines, casefile.Line{Heading: pairs[i], Text: pairs[i+1]})
		}
	}
	return lines
}

// othersNames are the words of the names of those around the person, in small
// letters, that are not in their own name as well.
func (k *kept) othersNames() map[string]bool {
	names := map[string]bool{}
	for _, e := range k.c.Entries {
		var name string
		switch f := e.Fact.(type) {
		case casefile.Contact:
			name = f.Name
		case casefile.NamedPerson:
			name = f.Name
		case casefile.Advocacy:
			name = f.Name
		}
		for _, w := range wordsOf(name) {
			names[w] = len([]rune(w)) > 2
		}
	}
	for _, title := range []string{"miss", "mrs", "the", "and", "aunt", "uncle", "mother", "father", "mum", "dad", "sister", "brother", "step"} {
		delete(names, title)
	}
	for _, e := range k.c.Entries {
		if f, ok := e.Fact.(casefile.Details); ok {
			for _, w := range wordsOf(f.GivenName + " " + f.FamilyName + " " + f.PreferredName) {
				delete(names, w)
			}
		}
	}
	return names
}

func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' })
}

// namesIn are the names that a part has, each once, as it writes them.
func namesIn(names map[string]bool, p AccessPart) (found []string) {
	texts := []string{p.Title}
	for _, l := range p.Lines {
		texts = append(texts, l.Text)
	}
	for _, text := range texts {
		for _, w := range strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '’' }) {
			bare := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(w), "'s"), "’s")
			if names[bare] && !slices.Contains(found, w) {
				found = append(found, w)
			}
		}
	}
	return found
}

// hashOf is a hash of all that a part says and why it is to be looked at.
func hashOf(p AccessPart) string {
	text, err := json.Marshal([]any{p.ID, p.Title, p.On, p.Lines, p.Why})
	if err != nil {
		panic(err) // texts can always be written
	}
	return shortHash(string(text))
}

func shortHash(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:8])
}

func sortedKeys(v url.Values) []string {
	names := make([]string, 0, len(v))
	for name := range v {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
