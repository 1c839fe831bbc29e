package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// Hospital is one that a register chooses from; see package store.
type Hospital = store.Hospital

// Ward is one of a hospital.
type Ward = store.Ward

// CQCInadequate is the worst of CQCRatings: whoever is sent there is an
// exception that somebody has to agree to.
const CQCInadequate = "inadequate"

// CQCRatings are those of the Care Quality Commission, with their words.
var CQCRatings = []struct{ Key, Word string }{
	{"outstanding", "Outstanding"}, {"good", "Good"}, {"requires-improvement", "Requires improvement"}, {CQCInadequate, "Inadequate"},
}

// mayKeepHospitals refuses who may not change the list: it is kept by whoever
// changes the settings or brings in registers.
func mayKeepHospitals(actor access.Actor) (access.Permission, error) {
	if access.Can(actor, access.Import).Allowed {
		return access.Import, nil
	}
	return access.ChangeSettings, authorise(actor, access.ChangeSettings)
}

// Hospitals are those that the actor's register chooses from, by name.
func (a *App) Hospitals(ctx context.Context, actor access.Actor) ([]Hospital, error) {
	if _, err := mayKeepHospitals(actor); err != nil {
		if err := authorise(actor, access.SeePerson); err != nil {
			return nil, err
		}
	}
	list, err := a.store.Hospitals(ctx, actor.Register)
	return list, fail(err, "listing hospitals")
}

// UnlistedHospitals are those in which somebody is and which the list does not
// have.
func (a *App) UnlistedHospitals(ctx context.Context, actor access.Actor) ([]store.UsedHospital, error) {
	if _, err := mayKeepHospitals(actor); err != nil {
		return nil, err
	}
	list, err := a.store.Hospitals(ctx, actor.Register)
	if err != nil {
		return nil, fail(err, "listing hospitals")
	}
	used, err := a.store.UsedHospitals(ctx, actor.Register)
	return slices.DeleteFunc(used, func(u store.UsedHospital) bool { return ListedHospital(list, u.Hospital) != nil }), fail(err, "listing hospitals in use")
}

// ListedHospital is the one of a list that is meant by a code or a name as it
// stands in a record; nil without one.
func ListedHospital(list []Hospital, hospital string) *Hospital {
	for i := range list {
		if strings.EqualFold(list[i].Code, hospital) || strings.EqualFold(list[i].Name, hospital) {
			return &list[i]
		}
	}
	return nil
}

// HospitalsLike are those of a list that somebody may mean who typed a part of
// a name or a code. One whose whole code or name was typed is the only one.
func HospitalsLike(list []Hospital, typed string) []Hospital {
	typed = strings.ToLower(strings.TrimSpace(typed))
	if typed == "" {
		return nil
	}
	var like []Hospital
	for _, h := range list {
		code, name := strings.ToLower(h.Code), strings.ToLower(h.Name)
		if typed == code || typed == name || typed == name+" ("+code+")" {
			return []Hospital{h}
		}
		if strings.Contains(name, typed) || strings.HasPrefix(code, typed) || slices.ContainsFunc(strings.Fields(typed), func(w string) bool { return len(w) > 3 && strings.Contains(name, w) }) {
			like = append(like, h)
		}
	}
	return like
}

// SetHospital puts a hospital with its wards into the list of the actor's
// register, or changes the one of its code.
func (a *App) SetHospital(ctx context.Context, actor access.Actor, h Hospital) error {
	return a.SetHospitals(ctx, actor, []Hospital{h})
}

// SetHospitals is SetHospital of several, all of them or none.
func (a *App) SetHospitals(ctx context.Context, actor access.Actor, list []Hospital) error {
	p, err := mayKeepHospitals(actor)
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Code = strings.ToUpper(strings.TrimSpace(list[i].Code))
		list[i].Name = strings.TrimSpace(list[i].Name)
		if refusals := checkHospital(list[i], a.Today()); len(refusals) > 0 {
			return &Error{Kind: Invalid, Text: refusals.Error(), Refusals: refusals}
		}
	}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		for _, h := range list {
			if err := tx.SetHospital(h); err != nil {
				return err
			}
		}
		return tx.Audit(a.audit(actor, p, "change hospitals", "", fmt.Sprintf("%d hospitals", len(list))))
	})
	return fail(err, "changing the hospitals of register %s", actor.Register)
}

// RemoveHospital takes one from the list. Records that name it stay as they are.
func (a *App) RemoveHospital(ctx context.Context, actor access.Actor, code string) error {
	p, err := mayKeepHospitals(actor)
	if err != nil {
		return err
	}
	err = a.do(ctx, actor.Register, func(tx *store.Tx) error {
		if err := tx.DeleteHospital(code); err != nil {
			return err
		}
		return tx.Audit(a.audit(actor, p, "remove hospital", "", code))
	})
	if errors.Is(err, store.ErrNotFound) {
		return &Error{Kind: NotFound, Text: "There is no such hospital in the list."}
	}
	return fail(err, "removing a hospital of register %s", actor.Register)
}

// MostWards is how many wards a hospital has at most.
const MostWards = 100

func checkHospital(h Hospital, today civil.Date) (r casefile.Refusals) {
	refuse := func(when bool, field, text string) {
		if when {
			r = append(r, casefile.Refusal{Field: field, Text: text})
		}
	}
	refuse(len(h.Code) < 3 || len(h.Code) > 12 || strings.ContainsFunc(h.Code, func(c rune) bool { return !(c >= 'A' && c <= 'Z' || c >= '0' && c <= '9') }),
		"code", "The code has 3 to 12 letters and digits, as the Organisation Data Service gives it")
	refuse(h.Name == "" || utf8.RuneCountInString(h.Name) > 200, "name", "Enter the name of the hospital, in 200 characters or fewer")
	known := h.Rating == ""
	for _, rating := range CQCRatings {
		known = known || rating.Key == h.Rating
	}
	refuse(!known, "rating", "Choose from the ratings of the Care Quality Commission")
	refuse(h.Rating == CQCInadequate && h.RatedOn == 0, "rated_on", "Enter since when it is rated inadequate")
	refuse(h.RatedOn > today, "rated_on", "The day of the rating must be today or in the past")
	refuse(len(h.Wards) > MostWards, "wards", fmt.Sprintf("A hospital has %d wards at most", MostWards))
	names := map[string]bool{}
	for i, w := range h.Wards {
		line := fmt.Sprintf("Line %d: ", i+1)
		name := strings.ToLower(strings.TrimSpace(w.Name))
		refuse(name == "" || utf8.RuneCountInString(w.Name) > 200, "wards", line+"enter the name of the ward")
		refuse(names[name], "wards", line+"there are two wards of one name")
		names[name] = true
		refuse(w.Security != "" && !slices.Contains(casefile.Securities, w.Security), "wards", line+"the security is one of "+codesOf(casefile.Securities))
		refuse(w.Kind != "" && !slices.Contains(casefile.WardKinds, w.Kind), "wards", line+"the kind of ward is one of "+codesOf(casefile.WardKinds))
		refuse(w.Bed != "" && !slices.Contains(casefile.BedKinds, w.Bed), "wards", line+"the kind of bed is one of "+codesOf(casefile.BedKinds))
	}
	return r
}

func codesOf[T ~string](list []T) string {
	words := make([]string, len(list))
	for i, v := range list {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
