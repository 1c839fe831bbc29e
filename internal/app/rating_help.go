package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/checklist"
	"homeward/internal/store"
)

// Checklist, ChecklistFault and ChecklistAdvice are those of package checklist.
type (
	Checklist       = checklist.Checklist
	ChecklistFault  = checklist.Fault
	ChecklistAdvice = checklist.Advice
)

// NotKnown is the answer that nobody knows.
const NotKnown = checklist.NotKnown

// RatingHelp is what a register gives to those who decide a rating: the
// questions that advise, what each colour obliges to, and what it asks for
// after a discharge.
type RatingHelp struct {
	Checklist Checklist
	Local     *LocalFile // that the checklist is from; nil for the one that comes with the program
	Obliges   map[casefile.Rating][]string
	Discharge DischargeSettings
	Words     RatingWords // what the ratings mean here
}

// LocalFile is one that a register loaded.
type LocalFile = store.LocalFile

const (
	topicChecklist  = "checklist"
	settingOfRating = "rating"
	maxObliges      = 12  // things that a colour obliges to
	maxObliged      = 200 // characters of one
)

// RatingHelp is that of the actor's register, for who may give a rating.
func (a *App) RatingHelp(ctx context.Context, actor access.Actor) (RatingHelp, error) {
	if err := authorise(actor, access.Rate); err != nil {
		return RatingHelp{}, err
	}
	return a.ratingHelp(ctx, actor.Register)
}

func (a *App) ratingHelp(ctx context.Context, register string) (h RatingHelp, err error) {
	r, err := a.store.Register(ctx, register)
	if err != nil {
		return h, fail(err, "reading register %s", register)
	}
	if h.Obliges, err = obligesOf(r.Settings); err != nil {
		return h, fail(err, "reading what ratings oblige to")
	}
	if err := readSetting(r.Settings, settingOfDischarge, &h.Discharge); err != nil {
		return h, err
	}
	if h.Words, err = a.ratingWords(ctx, register, a.Today()); err != nil {
		return h, err
	}
	if h.Local, err = a.localFile(ctx, register, topicChecklist); err != nil {
		return h, fail(err, "reading the checklist")
	}
	if h.Local == nil {
		h.Checklist = checklist.Open()
		return h, nil
	}
	c, faults := checklist.Read([]byte(h.Local.Body))
	if len(faults) > 0 {
		return h, fmt.Errorf("checklist %d of register %s cannot be read: %s", h.Local.N, register, faults[0])
	}
	h.Checklist = c
	return h, nil
}

// obligesOf is what each colour obliges to: what the policy asks for, unless
// the register settled its own.
func obligesOf(settings string) (map[casefile.Rating][]string, error) {
	obliges := map[casefile.Rating][]string{}
	for _, r := range casefile.Ratings {
		obliges[r] = r.Obliges()
	}
	var all map[string]json.RawMessage
	err := json.Unmarshal([]byte(settings), &all)
	if chosen, ok := all[settingOfRating]; err == nil && ok {
		var own map[casefile.Rating][]string
		err = json.Unmarshal(chosen, &own)
		maps.Copy(obliges, own)
	}
	return obliges, err
}

// oblige writes into ratings that are about to be recorded what they oblige to
// in the transaction's register. What was imported from an older register
// obliges to nothing: nobody knows what was done then.
func oblige(tx *store.Tx, d casefile.Decision, entries []casefile.Entry) error {
	switch d.(type) {
	case casefile.BringIn, casefile.CorrectDay: // which says again what was said
		return nil
	}
	var obliges map[casefile.Rating][]string
	for i := range entries {
		rated, ok := entries[i].Fact.(casefile.Rated)
		if !ok || rated.Actions != nil {
			continue
		}
		if obliges == nil {
			r, err := tx.Register()
			if err != nil {
				return err
			}
			if obliges, err = obligesOf(r.Settings); err != nil {
				return fmt.Errorf("reading what ratings oblige to: %w", err)
			}
		}
		rated.Actions = obliges[rated.Rating]
		entries[i].Fact = rated
	}
	return nil
}

// RatingSettings are what the administrator of the actor's register sees of
// its help: with every checklist that it ever had, the last first.
type RatingSettings struct {
	RatingHelp
	Files      []LocalFile
	EarlySigns EarlySigns
	LocalSigns *LocalFile // that they are from; nil for those that come with the program
}

// RatingSettings are those of the actor's register.
func (a *App) RatingSettings(ctx context.Context, actor access.Actor) (s RatingSettings, err error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return s, err
	}
	if s.RatingHelp, err = a.ratingHelp(ctx, actor.Register); err != nil {
		return s, err
	}
	if s.EarlySigns, s.LocalSigns, err = a.earlySigns(ctx, actor.Register); err != nil {
		return s, err
	}
	s.Files, err = a.store.LocalFiles(ctx, actor.Register, topicChecklist)
	return s, fail(err, "listing the checklists")
}

// SetObliges settles what each colour obliges to, one thing a line. A colour
// with what the policy asks for anyway is left out.
func (a *App) SetObliges(ctx context.Context, actor access.Actor, obliges map[casefile.Rating][]string) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	var refusals casefile.Refusals
	own := map[casefile.Rating][]string{}
	for _, r := range casefile.Ratings {
		list := []string{}
		for _, text := range obliges[r] {
			text = strings.Join(strings.Fields(text), " ")
			switch {
			case text == "":
			case len([]rune(text)) > maxObliged:
				refusals = append(refusals, casefile.Refusal{Field: "obliges-" + string(r), Text: fmt.Sprintf("%s: each line must have %d characters or fewer", r.Word(), maxObliged)})
			case slices.Contains(list, text):
				refusals = append(refusals, casefile.Refusal{Field: "obliges-" + string(r), Text: fmt.Sprintf("%s: “%s” is there twice", r.Word(), text)})
			default:
				list = append(list, text)
			}
		}
		if len(list) > maxObliges {
			refusals = append(refusals, casefile.Refusal{Field: "obliges-" + string(r), Text: fmt.Sprintf("%s: enter %d lines or fewer", r.Word(), maxObliges)})
		}
		if !slices.Equal(list, r.Obliges()) {
			own[r] = list
		}
	}
	if len(refusals) > 0 {
		return refusals
	}
	return fail(a.changeSetting(ctx, actor, settingOfRating, "change what ratings oblige to", own), "changing what ratings oblige to")
}

// LoadChecklist has a file hold as the checklist, or as the early signs, of the
// actor's register from now on. Scores that were given stay as they are, with the questions of then.
func (a *App) LoadChecklist(ctx context.Context, actor access.Actor, file []byte) ([]ChecklistFault, error) {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return nil, err
	}
	if checklist.AreEarlySigns(file) {
		e, faults := checklist.ReadEarlySigns(file)
		if len(faults) > 0 {
			return faults, nil
		}
		return nil, a.loadList(ctx, actor, topicEarlySigns, e.Name, string(file), "load early signs", "edition "+e.Edition)
	}
	c, faults := checklist.Read(file)
	if len(faults) > 0 {
		return faults, nil
	}
	return nil, a.loadList(ctx, actor, topicChecklist, c.Name, string(file), "load a checklist", "edition "+c.Edition)
}

// UseOpenChecklist goes back to the checklist that comes with the program, and
// UseOpenEarlySigns to its early signs.
func (a *App) UseOpenChecklist(ctx context.Context, actor access.Actor) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	return a.loadList(ctx, actor, topicChecklist, checklist.Open().Name, "", "go back to the open checklist", "")
}

// UseOpenEarlySigns goes back to the early signs that come with the program.
func (a *App) UseOpenEarlySigns(ctx context.Context, actor access.Actor) error {
	if err := authorise(actor, access.ChangeSettings); err != nil {
		return err
	}
	return a.loadList(ctx, actor, topicEarlySigns, checklist.OpenEarlySigns().Name, "", "go back to the early signs that come with Homeward", "")
}

// localFile is what a register loaded last on a topic; nil where what comes with
// the program holds.
func (a *App) localFile(ctx context.Context, register, topic string) (*LocalFile, error) {
	f, err := a.store.LocalFile(ctx, register, topic)
	if errors.Is(err, store.ErrNotFound) || err == nil && f.Body == "" {
		return nil, nil
	}
	return &f, err
}

func (a *App) loadList(ctx context.Context, actor access.Actor, topic, name, body, action, detail string) error {
	err := a.do(ctx, actor.Register, func(tx *store.Tx) error {
		n, err := tx.AddLocalFile(LocalFile{Topic: topic, Name: name, Body: body, LoadedAt: a.now().UTC(), UserID: actor.UserID, By: actor.Name})
		if err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, access.ChangeSettings, action, "", strings.TrimSpace(fmt.Sprintf("%s %d %s", topic, n, detail))))
	})
	return fail(err, "loading a list")
}

// OpenChecklist is the file of the checklist that comes with the program.
func OpenChecklist() []byte { return checklist.OpenYAML() }

// OpenEarlySigns is the file of the early signs that come with the program.
func OpenEarlySigns() []byte { return checklist.EarlySignsYAML() }

// ReadEarlySigns reads early signs, or names everything that is wrong with them.
func ReadEarlySigns(file []byte) (EarlySigns, []ChecklistFault) {
	return checklist.ReadEarlySigns(file)
}

// AreEarlySigns reports whether a file says that it has early signs.
func AreEarlySigns(file []byte) bool { return checklist.AreEarlySigns(file) }

// ReadChecklist reads a checklist, or names everything that is wrong with it.
func ReadChecklist(file []byte) (Checklist, []ChecklistFault) { return checklist.Read(file) }
