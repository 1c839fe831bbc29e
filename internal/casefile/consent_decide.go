package casefile

import (
	"fmt"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// AskConsent records what was decided when somebody was asked for consent, as a
// form has it: with all that must stand behind such a decision. A register that
// is brought in has less; that is recorded by Add.
type AskConsent struct {
	On      civil.Date
	Consent Consent
	// Sharing is with whom to share, chosen at the same time; it belongs to
	// consent given to the register.
	Sharing []SharingChoice
	Note    string
}

// FromOwn is the age from which a person decides about the register and about
// reviews, and no parent does (fine print 12).
const FromOwn = 16

const chooseAnotherBasis = ". Choose the person or a best-interests decision"

// tooLateForParent says until when a parent or guardian can decide; "" where they
// still can on a day, or the birthday is not known.
func (c *Case) tooLateForParent(on civil.Date) string {
	born := c.Details.BirthDate
	if born == 0 || on < born.Attains(FromOwn) {
		return ""
	}
	return "A parent or guardian can decide only until the 16th birthday, " + born.Attains(FromOwn).Long()
}

func (d AskConsent) Decide(c *Case, today civil.Date) ([]Entry, error) {
	consent := d.Consent
	consent.ConsentRecord = d.Consent.ConsentRecord.about(d.Consent)
	entries := []Entry{{d.On, consent, strings.TrimSpace(d.Note)}}
	if len(d.Sharing) > 0 && consent.To == ToRegister && consent.Decision == Given {
		entries = append(entries, Entry{d.On, Sharing{consent.Basis, d.Sharing}, ""})
	}
	return c.acceptBeside(d.check(c, today), today, entries...)
}

// about is the part of a record that belongs to such a decision: what was typed
// for another, before it was changed, is left out.
func (r ConsentRecord) about(c Consent) ConsentRecord {
	if c.Basis == Own && r.Competence.Found != Competent || c.Basis != Own && r.Competence.Found == Competent {
		r.Competence = Competence{}
	}
	if c.Basis != BestInterests {
		r.Capacity, r.BestInterests = Capacity{}, BestInterest{}
	}
	if c.Basis != Parent {
		r.Parent = ParentDecided{}
	}
	if c.Decision == Given {
		r.No = NotAgreed{}
	}
	return r
}

func (d AskConsent) check(c *Case, today civil.Date) Refusals {
	var r Refusals
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, Refusal{field, text})
		}
	}
	born, name, consent := c.Details.BirthDate, c.Name(), d.Consent
	young := born != 0 && d.On != 0 && d.On < born.Attains(FromOwn)
	switch consent.Basis {
	case Own:
		if young {
			k := consent.Competence
			refuse(k.Found != Competent, "competence_found", fmt.Sprintf("%s is under %d, and can decide alone only if somebody found that they are able to (Gillick competence). If they are not, go back and choose a parent or guardian", name, FromOwn))
			r = append(r, k.check(d.On)...)
		}
	case Parent:
		if late := c.tooLateForParent(d.On); late != "" {
			refuse(true, "basis", late+chooseAnotherBasis)
			break
		}
		p := consent.Parent
		refuse(strings.TrimSpace(p.Name) == "", "parent_name", "Enter the name of the parent or guardian, and who they are")
		refuse(p.Responsibility != Yes, "parent_responsibility", "Only somebody with parental responsibility can decide. Ask who has it")
		refuse(!slices.Contains(ChildSaysAll, p.Child), "child", "Choose what the child thinks of it")
		refuse(p.Child == ChildNotAsked && strings.TrimSpace(p.ChildWords) == "", "child_words", "Say why the child has not been asked, and when they will be")
		if consent.Competence.Found == NotCompetent {
			r = append(r, consent.Competence.check(d.On)...)
		} else if found := c.AbleAndSaidNo(consent); found != nil && consent.Decision == Given {
			refuse(true, "competence_found", fmt.Sprintf("%s was found able to decide this for themself and said no, on %s. A parent’s yes does not undo that. Ask %s again. If they are not able to decide it now, say here who found that, and why. If it cannot be agreed, take legal advice", name, found.On.Long(), name))
		}
	case BestInterests:
		r = append(r, d.checkBestInterests(young)...)
	}
	if consent.Decision == Refused || consent.Decision == Withdrawn {
		r = append(r, consent.No.check()...)
	}
	if consent.Decision == Given && consent.Basis != BestInterests {
		refuse(!slices.Contains(GivenHows, consent.Asked.How), "asked_how", "Choose how they answered")
		refuse(strings.TrimSpace(consent.Asked.By) == "", "asked_by", "Say who explained it to them")
	}
	r = append(r, d.checkEffect(c, today)...)
	return r
}

// AbleAndSaidNo is the latest decision on the same, where it is the refusal or
// withdrawal of somebody under 16 who was found able to decide (Gillick).
func (c *Case) AbleAndSaidNo(about Consent) *Recorded {
	for i := len(c.Standing) - 1; i >= 0; i-- {
		if f, ok := c.Standing[i].Fact.(Consent); ok && f.To == about.To && f.Review == about.Review {
			if f.Basis == Own && f.Decision != Given && f.Competence.Found == Competent {
				return &c.Standing[i]
			}
			return nil
		}
	}
	return nil
}

func (k Competence) check(decided civil.Date) Refusals {
	var r Refusals
	if strings.TrimSpace(k.By) == "" {
		r = append(r, Refusal{"competence_by", "Say who assessed it"})
	}
	if k.On == 0 {
		r = append(r, Refusal{"competence_on", "Enter the day of the assessment"})
	} else if k.On > decided {
		r = append(r, Refusal{"competence_on", "The assessment must be on or before the day of the decision"})
	}
	if strings.TrimSpace(k.Why) == "" {
		r = append(r, Refusal{"competence_why", "Say what shows that they understand, or do not yet understand, what they are asked"})
	}
	return r
}

func (d AskConsent) checkBestInterests(young bool) Refusals {
	var r Refusals
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, Refusal{field, text})
		}
	}
	a, b := d.Consent.Capacity, d.Consent.BestInterests
	if young {
		k := d.Consent.Competence
		refuse(k.Found != NotCompetent, "competence_found", "Under 16, record first that they cannot decide this for themselves yet, and why")
		r = append(r, k.check(d.On)...)
	} else {
		answered := true
		for _, s := range a.Steps() {
			missing := s.Answer != Yes && s.Answer != No
			refuse(missing, s.Field, "Choose yes or no")
			answered = answered && !missing
		}
		refuse(answered && !a.Lacks(), "understood", "By these answers they can make this decision, so nobody else can make it for them. Ask them, and choose “The person”")
		refuse(strings.TrimSpace(a.Because) == "", "because", "Say what keeps them from deciding. Being autistic or having a learning disability alone does not show it")
		refuse(strings.TrimSpace(a.Help) == "", "help", "Say what was done to help them decide. All practicable help comes first")
		refuse(strings.TrimSpace(a.By) == "", "capacity_by", "Say who assessed it")
		refuse(a.On == 0, "capacity_on", "Enter the day of the assessment")
		refuse(a.On > d.On && d.On != 0, "capacity_on", "The assessment must be on or before the day of the decision")
	}
	refuse(strings.TrimSpace(b.By) == "", "best_by", "Say who made the decision")
	refuse(strings.TrimSpace(b.Wishes) == "", "wishes", "Say what the person wants and feels, as far as can be known")
	asked := slices.ContainsFunc(b.Consulted, func(x Consulted) bool { return strings.TrimSpace(x.Who) != "" })
	for i, x := range b.Consulted {
		refuse(strings.TrimSpace(x.Who) == "", fmt.Sprintf("consulted_%d", i+1), "Say whose view this is")
	}
	refuse(!asked && strings.TrimSpace(b.Nobody) == "", "nobody", "Say who was consulted or, if there was nobody, that an independent mental capacity advocate was asked for")
	refuse(strings.TrimSpace(b.LessBound) == "", "less_restrictive", "Say what would restrict them less, such as sharing with fewer people, and why that is not enough")
	return r
}

func (n NotAgreed) check() Refusals {
	var r Refusals
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, Refusal{field, text})
		}
	}
	refuse(!slices.Contains(NoReasons, n.Reason), "no_reason", "Choose why, or that they did not want to say")
	refuse(n.Reason == NoAnother && strings.TrimSpace(n.Words) == "", "no_words", "Say in words why they do not agree")
	unknown := func(o Offered) bool { return !slices.Contains(Offereds, o) }
	refuse(len(n.Offered) == 0 || slices.ContainsFunc(n.Offered, unknown), "offered", "Choose what was offered instead, or “Nothing yet”")
	refuse(len(n.Offered) > 1 && slices.Contains(n.Offered, OfferedNothing), "offered", "Choose what was offered instead, or “Nothing yet”, but not both")
	return r
}

// checkEffect refuses a refusal or withdrawal that would change nothing today
// because another decision is recorded for a later day: it would look as if it
// had been heeded.
func (d AskConsent) checkEffect(c *Case, today civil.Date) Refusals {
	consent := d.Consent
	if consent.Decision == "" || d.On == 0 || d.On > today {
		return nil
	}
	var latest *Recorded
	gave := false
	for i := range c.Standing {
		f, ok := c.Standing[i].Fact.(Consent)
		if !ok || f.To != consent.To || f.Review != consent.Review {
			continue
		}
		if c.Standing[i].On > d.On {
			latest = &c.Standing[i]
		} else {
			gave = f.Decision == Given
		}
	}
	if consent.Decision == Withdrawn && !gave && latest == nil {
		return Refusals{{"decision", "There is no consent to withdraw on that day. If they were asked and said no, choose “Refused”"}}
	}
	if consent.Decision == Given || latest == nil {
		return nil
	}
	f := latest.Fact.(Consent)
	if f.Decision != Given {
		return nil
	}
	return Refusals{{"on", fmt.Sprintf("Consent was given after that, on %s, so this would change nothing today. Enter the day on which they last said it. If the later consent is wrong, mark that entry as entered in error first", latest.On.Long())}}
}

// ChooseSharing records with whom to share, without asking for consent anew.
type ChooseSharing struct {
	On      civil.Date
	Basis   ConsentBasis
	Choices []SharingChoice
	Note    string
}

func (d ChooseSharing) Decide(c *Case, today civil.Date) ([]Entry, error) {
	var r Refusals
	var changed []SharingChoice
	for _, x := range d.Choices {
		s, ok := c.SharingWith(x.With)
		if ok && s.Choice == x.Choice {
			continue
		}
		changed = append(changed, x)
		if ok && s.On > d.On && d.On != 0 {
			r = append(r, Refusal{"on", fmt.Sprintf("A later choice about %s is recorded, on %s. Enter the day on which they last said it", lower(x.With.Word()), s.On.Long())})
		}
	}
	if len(changed) == 0 {
		r = append(r, Refusal{"", "Nothing is chosen otherwise than before"})
	}
	allowed := slices.ContainsFunc(changed, func(x SharingChoice) bool { return x.Choice == Yes })
	if allowed && (c.RegisterConsent == nil || c.RegisterConsent.Decision != Given) {
		r = append(r, Refusal{"", "There is no consent to be on the register, so nothing can be shared. Ask for consent first"})
	}
	if late := c.tooLateForParent(d.On); d.Basis == Parent && late != "" {
		r = append(r, Refusal{"basis", late + chooseAnotherBasis})
	}
	if len(r) > 0 {
		return nil, r
	}
	return c.accept(today, false, Entry{d.On, Sharing{d.Basis, changed}, strings.TrimSpace(d.Note)})
}
