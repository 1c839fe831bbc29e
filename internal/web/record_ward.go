package web

import (
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
)

// notListed stands for what is not on the list among what somebody may mean.
const notListed = "not-listed"

// chosenWard is the ward that somebody is admitted or moves to.
type chosenWard struct {
	hospital, name, ward string
	listed               *app.Hospital // nil where the list has it not
	onWard               *app.Ward
}

// ward asks for the hospital and the ward by name or code. What is typed is
// looked for in the list of the register; where it is not there, what may be
// meant is offered, and that it is not on the list. Now is where they are; who
// moves within a hospital stays in it under the words by which it is recorded,
// for by these the move to another hospital is told.
func (f *form) ward(label string, now *casefile.Stay) (c chosenWard) {
	initial := ""
	if now != nil {
		initial = now.HospitalWord()
	}
	hint := "Its code or its name. Use the same as before for the same hospital"
	if len(f.hospitals) > 0 {
		hint = "Type the name or the ODS code, or a part of either"
	}
	typed := f.line(input("hospital", "Hospital", hint), initial)
	c.hospital, c.listed = typed, app.ListedHospital(f.hospitals, typed)
	same := now != nil && (strings.EqualFold(typed, now.Hospital) || strings.EqualFold(typed, now.HospitalWord()))
	if c.listed == nil && !same && typed != "" && len(f.hospitals) > 0 {
		c.listed = f.which(typed)
	}
	if c.listed != nil {
		c.hospital, c.name = c.listed.Code, c.listed.Name
		same = same || now != nil && (strings.EqualFold(now.Hospital, c.listed.Code) || strings.EqualFold(now.Hospital, c.listed.Name))
	}
	if same {
		c.hospital = now.Hospital
		if c.name == "" {
			c.name = now.Name
		}
		if strings.EqualFold(c.name, c.hospital) {
			c.name = ""
		}
		if c.listed == nil {
			c.listed = app.ListedHospital(f.hospitals, now.Hospital)
		}
	}
	c.ward = f.line(input("ward", label, ""), "")
	if c.listed != nil {
		for i := range c.listed.Wards {
			if w := &c.listed.Wards[i]; strings.EqualFold(w.Name, c.ward) {
				c.ward, c.onWard = w.Name, w
			}
		}
		if c.onWard == nil && c.ward != "" && len(c.listed.Wards) > 0 {
			f.whichWard(&c)
		}
	}
	return c
}

// which asks which hospital of the list is meant; nil where none is.
func (f *form) which(typed string) *app.Hospital {
	like := app.HospitalsLike(f.hospitals, typed)
	if len(like) == 1 && strings.EqualFold(typed, like[0].Name+" ("+like[0].Code+")") {
		return &like[0]
	}
	var offered []choice
	for _, h := range like {
		offered = append(offered, choice{value: h.Code, text: h.Name, hint: h.Code})
	}
	offered = append(offered, choice{value: notListed, text: "It is not on the list", hint: "“" + typed + "” is recorded as you typed it, and marked until the list has it"})
	chosen := f.one("which_hospital", "Which hospital do you mean?", "What you typed is not a whole name or code of the list", "", offered...)
	switch chosen {
	case notListed:
		return nil
	case "":
		f.problem("which_hospital", "Choose which hospital you mean, or that it is not on the list")
		return nil
	}
	return app.ListedHospital(f.hospitals, chosen)
}

// whichWard asks which ward of the hospital is meant.
func (f *form) whichWard(c *chosenWard) {
	var offered []choice
	for _, w := range c.listed.Wards {
		offered = append(offered, choice{value: w.Name, text: w.Name})
	}
	offered = append(offered, choice{value: notListed, text: "It is not on the list", hint: "“" + c.ward + "” is recorded as you typed it"})
	chosen := f.one("which_ward", "Which ward of "+c.listed.Name+" do you mean?", "", "", offered...)
	if chosen == "" {
		f.problem("which_ward", "Choose which ward you mean, or that it is not on the list")
	}
	for i := range c.listed.Wards {
		if w := &c.listed.Wards[i]; w.Name == chosen {
			c.ward, c.onWard = w.Name, w
		}
	}
}

// details are those of the ward as the list has it.
func (c chosenWard) details() (d casefile.PlaceDetails) {
	d.Name = c.name
	if c.onWard != nil {
		d.WardKind, d.BedKind = c.onWard.Kind, c.onWard.Bed
	}
	return d
}

// securityOf asks for the security of a ward; left open it is that of the list.
func (f *form) securityOf(c chosenWard, now casefile.Security) casefile.Security {
	if len(f.hospitals) == 0 {
		return f.security(now)
	}
	list := "as-listed"
	chosen := f.one("security", "What is the ward’s security?", "", list, append([]choice{{value: list, text: "As the list of wards has it"}}, choices(casefile.Securities)...)...)
	if chosen != list {
		return casefile.Security(chosen)
	}
	if c.onWard == nil || c.onWard.Security == "" {
		if c.hospital != "" && c.ward != "" && f.about("which_hospital").text == "" && f.about("which_ward").text == "" {
			f.problem("security", "The list does not say what the ward’s security is. Choose it")
		}
		return ""
	}
	return c.onWard.Security
}

// areaOf asks if the hospital is out of area, of the list where it is on it.
func (f *form) areaOf(c chosenWard, now bool, d *casefile.PlaceDetails) bool {
	if len(f.hospitals) == 0 {
		return f.outOfArea(now, d)
	}
	const list = "list"
	chosen := f.one("out_of_area", "Is the hospital out of area?", "", list, choice{value: list, text: "As the list of hospitals has it"}, choice{value: "no", text: "No"}, choice{value: "yes", text: "Yes"})
	out := chosen == "yes"
	if chosen == list || chosen == "" {
		if c.listed == nil && c.hospital != "" && f.about("which_hospital").text == "" {
			f.problem("out_of_area", "The hospital is not on the list. Choose if it is out of area")
		}
		out = c.listed != nil && !c.listed.InArea
	}
	f.farFrom(out, d)
	return out
}
