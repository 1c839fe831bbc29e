package web

import (
	"cmp"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/web/ui"
)

// referralLettersPage is where the letters about a referral are made, and the
// e-mail that says that there is news.
type referralLettersPage struct {
	Page
	Person    ui.PersonBanner
	Reference string
	None      string // why no letter can be written
	Cautions  []string
	Action    string
	Letters   []letterChoice
	Told      []ui.Button
	Email     *emailPart
}

// letterChoice asks how a letter is to be written.
type letterChoice struct {
	Letter    app.ReferralLetter
	Heading   string
	Questions []ui.Component
	Write     ui.Button
}

type emailPart struct {
	Words   string // what can be done, or why nothing
	Sent    []ui.Line
	Send    *ui.Button
	Action  string
	Version int
}

func lettersPath(caseID, reference string) string {
	return pathWith("/people/"+url.PathEscape(caseID)+"/referral/letters", url.Values{"for": {reference}})
}

func (s *Server) referralLetters(w http.ResponseWriter, r *http.Request, v visit) error {
	l, err := s.app.ReferralLetters(r.Context(), v.Actor, r.PathValue("id"), r.URL.Query().Get("for"))
	if err != nil {
		return err
	}
	c := l.Case
	p := &referralLettersPage{Page: s.newPage(v, "Letters about the referral"), Person: personBanner(l.PersonView), Action: "/people/" + url.PathEscape(c.ID) + "/referral/letter"}
	p.Back = &ui.BackLink{Text: "Back to the referral", Href: referralPath(c.ID, "")}
	p.RecordParts = partsOf(v, c.ID, l.Sight)
	if l.State == nil {
		p.None = "No referral is recorded, so there is nothing to write about."
		return s.render(w, http.StatusOK, "referral_letters", p)
	}
	p.Reference = l.State.ID
	p.Back.Href = referralPath(c.ID, l.State.ID)
	if len(l.Offers) == 0 {
		p.None = "As the referral stands there is no letter to write."
	}
	p.Cautions = letterCautions(&l)
	for _, offer := range l.Offers {
		p.Letters = append(p.Letters, askLetter(&l, offer))
	}
	for _, f := range []struct {
		recordForm
		now bool
	}{
		{acknowledgedForm, l.State.Stage() == casefile.StageNew},
		{toldForm, l.State.Decided != nil && l.State.Reconsider == nil},
	} {
		if f.now {
			p.Told = append(p.Told, ui.Button{Text: f.title, Href: place{kind: f.kind, caseID: c.ID, subject: l.State.ID}.path(), Variant: "secondary"})
		}
	}
	p.Email = s.emailPart(&l)
	return s.render(w, http.StatusOK, "referral_letters", p)
}

// letterCautions are what to think of before one writes.
func letterCautions(l *app.ReferralLetters) (cautions []string) {
	form := l.State.Form
	if form.Knows == "no" || form.Knows == "not-sure" {
		cautions = append(cautions, "The person may not know of the referral. Talk with whoever referred them before you write to the person.")
	}
	if l.NoParent {
		cautions = append(cautions, "They are under 16 and asked for this themself, so there is no letter to a parent or guardian. There is one once it is recorded that a parent may know: a parent decided about the register, or the child chose to share with family.")
	}
	if form.Secret != "" {
		cautions = append(cautions, "Whoever referred them gave a reason why the person must not read what they wrote. The letters say neither who wrote nor what.")
	}
	if l.State.Known {
		cautions = append(cautions, "The register knew this person. The letters to whoever referred them do not tell that, so do not tell it either.")
	}
	return cautions
}

func askLetter(l *app.ReferralLetters, offer app.LetterOffer) letterChoice {
	prefix := string(offer.Letter)
	radios := func(name, legend, chosen string, choices ...choice) ui.Radios {
		return ui.Radios{Name: name, IDPrefix: prefix + "-" + name, Value: chosen, Items: items(choices), Fieldset: &ui.Fieldset{Legend: ui.Legend{Text: legend, Size: "s"}}}
	}
	var to []choice
	for _, each := range offer.To {
		x := choice{value: string(each), text: cmp.Or(l.State.Form.Name, "Whoever referred them") + ", who referred them"}
		switch {
		case each == app.ToPerson:
			x.text = l.Case.Name()
		case each == app.ToParent:
			x.text = "The parent or guardian of " + l.Case.Name()
			x.hint = "Under 16. Think first: who has parental responsibility, and does a child who can decide for themselves want them to be written to?"
		case each == app.ToReferrerFull:
			x.text += ", with what was decided and why"
			x.hint = "Only if the person agrees that they are told, or the law lets you"
		case offer.Letter == app.LetterTells:
			x.text += ", without what was decided"
		}
		if l.Address(each) == "" {
			none := "No address is written: hand it over, or add one by hand"
			switch {
			case x.hint == "":
				x.hint = none
			case strings.HasSuffix(x.hint, "?"):
				x.hint += " " + none
			default:
				x.hint += ". " + none
			}
		}
		to = append(to, x)
	}
	words := "plain"
	if l.EasyRead {
		words = "easy"
	}
	return letterChoice{
		Letter: offer.Letter, Heading: offer.Letter.Word(), Write: ui.Button{Text: "Make the letter"},
		Questions: []ui.Component{
			radios("to", "To whom?", to[0].value, to...),
			radios("words", "In which words?", words, choice{value: "plain", text: "Plain English"}, choice{value: "easy", text: "Easy read", hint: "Short sentences in big type"}),
			radios("format", "As what?", "pdf", choice{value: "pdf", text: "PDF to print"}, choice{value: "html", text: "Web page", hint: "For a screen reader, or to print from a browser"}),
		},
	}
}

func (s *Server) emailPart(l *app.ReferralLetters) *emailPart {
	e := l.Email
	if !e.Asked {
		return nil
	}
	p := &emailPart{Action: "/people/" + url.PathEscape(l.Case.ID) + "/referral/email", Version: l.Case.Version()}
	for _, sent := range e.Sent {
		line := ui.Line{Text: s.dayOf(sent.At).Long() + ". " + sent.News.Word() + ": "}
		switch {
		case sent.GivenUp:
			line.Text += "it could not be sent, so nobody was told by it. Tell them another way."
		case sent.Waits:
			line.Text += "it is being sent."
		default:
			line.Text += "sent."
		}
		p.Sent = append(p.Sent, line)
	}
	switch {
	case e.Refused != "":
		p.Words = e.Refused + "."
	case e.News == app.LetterAcknowledges:
		p.Words = "They asked to be answered by email. The message says that the referral has come and by when it is decided. It has the reference in it and names nobody. That they were told is recorded with it."
	case e.News == app.LetterTells:
		p.Words = "They asked to be answered by email. The message says that there is news on the referral, and how to reach you to hear it. It has the reference in it and names nobody. It does not say what was decided, so the person is still to be told."
	default:
		p.Words = "They asked to be answered by email. There is nothing new to send."
	}
	if e.News != "" && e.Refused == "" {
		p.Send = &ui.Button{Text: "Send the email", PreventDoubleClick: "true"}
	}
	return p
}

// referralLetter gives a letter as a file.
func (s *Server) referralLetter(w http.ResponseWriter, r *http.Request, v visit) error {
	q := r.URL.Query()
	form := app.ReferralLetterForm{
		Referral: q.Get("for"), Letter: app.ReferralLetter(q.Get("letter")), To: app.LetterTo(q.Get("to")),
		PaperForm: app.PaperForm{EasyRead: q.Get("words") == "easy", HTML: q.Get("format") == "html"},
	}
	out := &download{ResponseWriter: w, contentType: "application/pdf", name: "letter.pdf"}
	if form.HTML {
		out.contentType, out.name = "text/html; charset=utf-8", "letter.html"
	}
	return s.app.WriteReferralLetter(r.Context(), v.Actor, r.PathValue("id"), form, out)
}

// emailReferrer sends whoever referred word that there is news.
func (s *Server) emailReferrer(w http.ResponseWriter, r *http.Request, v visit) error {
	version, err := strconv.Atoi(r.PostForm.Get("version"))
	if err != nil {
		version = 0
	}
	id, reference := r.PathValue("id"), r.PostForm.Get("for")
	if err := s.app.EmailReferrer(r.Context(), v.Actor, id, version, reference); err != nil {
		return err
	}
	s.tell(w, "The email is on its way, and it is recorded that it was sent.")
	return seeOther(w, r, lettersPath(id, reference))
}
