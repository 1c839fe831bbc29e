package casefile

import (
	"reflect"
	"slices"
	"strings"
)

// plain are the fields of each kind with a text in which nobody else is spoken
// of: who the person is, the name of a place or of who works there, a mark of
// the program; and the person's own words of what helps them, which are theirs to
// have. What they said about something else is free: they may speak of others. Every other
// text is taken to be written freely, and so is that of a kind that is not here.
var plain = map[Kind][]string{
	Details{}.Kind():        {"GivenName", "FamilyName", "PreferredName", "Pronouns", "NHSNumber", "Gender", "Ethnicity", "Language", "LocalID"},
	Address{}.Kind():        {"Lines", "Postcode"},
	LocalAuthority{}.Kind(): {"Name"},
	GP{}.Kind():             {"Practice"},
	Coordinator{}.Kind():    {"Name"},
	Keyworker{}.Kind():      {"Name", "Organisation", "Phone", "Email"},
	Admission{}.Kind():      {"Hospital", "Ward", "Name"},
	WardMove{}.Kind():       {"Hospital", "Ward", "Name"},
	Commissioners{}.Kind():  {"Responsible", "ResponsibleCode", "System", "Region", "Host", "HostCode"},
	MissedDate{}.Kind():     {"Rule"},
	MovedOut{}.Kind():       {"To"},
	SupportNeed{}.Kind():    {"Provider"},
	SupportStarted{}.Kind(): {"Provider"},
	SupportStep{}.Kind():    {"Provider"},
	WhatHelps{}.Kind():      {"Own"},
	Meeting{}.Kind():        {"Series"},
	MeetingPutOff{}.Kind():  {"Series"},
	HandedOver{}.Kind():     {"Register", "Name", "Case", "Head"},
	MergedFrom{}.Kind():     {"Register", "Case", "Head", "Prefix", "Involved", "Attached"},
	MergedInto{}.Kind():     {"Case"},
}

// FreeText reports whether an entry has words that somebody chose as they liked,
// such as a note, a reason, what is to be done, or a line of a spreadsheet: in
// these anybody may be spoken of.
func (e Recorded) FreeText() bool {
	return strings.TrimSpace(e.Note) != "" || free(reflect.ValueOf(e.Fact), plain[e.Fact.Kind()])
}

func free(v reflect.Value, but []string) bool {
	switch v.Kind() {
	case reflect.String:
		return v.Type() == reflect.TypeFor[string]() && strings.TrimSpace(v.String()) != "" // those of a list have types of their own
	case reflect.Pointer:
		return !v.IsNil() && free(v.Elem(), but)
	case reflect.Struct:
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; !slices.Contains(names, name) && !slices.Contains(but, name) && free(v.Field(i), but) {
				return true
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			if free(v.Index(i), but) {
				return true
			}
		}
	}
	return false
}
