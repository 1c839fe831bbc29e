package casefile

import "homeward/internal/civil"

// Planning to leave hospital, from the first day.

type (
	// DischargePlan is where somebody is to live and how far the plan is. Each
	// entry is whole.
	DischargePlan struct {
		Destination Destination `json:"destination,omitempty"`
		State       PlanState   `json:"state,omitempty"`
		Readiness   Readiness   `json:"readiness,omitempty"` // by the latest review in hospital
		CTO         Answer      `json:"cto,omitempty"`       // was a community treatment order considered
		Where       string      `json:"where,omitempty"`
		ToBed       BedKind     `json:"to_bed,omitempty"` // on another ward
	}
	// DischargeCondition is what must be there before somebody can leave.
	DischargeCondition struct {
		ID    string        `json:"id"`
		About ConditionKind `json:"about"`
		Text  string        `json:"text"`
		Owner string        `json:"owner,omitempty"`
		Due   civil.Date    `json:"due,omitzero"`
	}
	// DischargeProgress is how far a condition is from this day on.
	DischargeProgress struct {
		Condition string            `json:"condition"`
		Progress  ConditionProgress `json:"progress"`
	}
	// DischargeDelay begins a time in which somebody could leave and does not.
	DischargeDelay struct {
		ID   string    `json:"id"`
		Code DelayCode `json:"code"`
	}
	DischargeDelayEnded struct {
		Delay string `json:"delay"`
	}
	// DischargeAgreement says whether one agrees to the plan. The latest of each
	// party stands.
	DischargeAgreement struct {
		Party  DischargeParty `json:"party"`
		Agrees Answer         `json:"agrees"`
	}
)

func (DischargePlan) Kind() Kind       { return "discharge-plan" }
func (DischargeCondition) Kind() Kind  { return "discharge-condition" }
func (DischargeProgress) Kind() Kind   { return "discharge-progress" }
func (DischargeDelay) Kind() Kind      { return "discharge-delay" }
func (DischargeDelayEnded) Kind() Kind { return "discharge-delay-ended" }
func (DischargeAgreement) Kind() Kind  { return "discharge-agreement" }

func init() {
	register[DischargePlan]()
	register[DischargeCondition]()
	register[DischargeProgress]()
	register[DischargeDelay]()
	register[DischargeDelayEnded]()
	register[DischargeAgreement]()
}

func (DischargePlan) ofStay()       {}
func (DischargeCondition) ofStay()  {}
func (DischargeProgress) ofStay()   {}
func (DischargeDelay) ofStay()      {}
func (DischargeDelayEnded) ofStay() {}
func (DischargeAgreement) ofStay()  {}

func (f DischargeCondition) refersTo() (Kind, string, bool) { return f.Kind(), f.ID, true }
func (f DischargeProgress) refersTo() (Kind, string, bool) {
	return DischargeCondition{}.Kind(), f.Condition, false
}
func (f DischargeDelay) refersTo() (Kind, string, bool) { return f.Kind(), f.ID, true }
func (f DischargeDelayEnded) refersTo() (Kind, string, bool) {
	return DischargeDelay{}.Kind(), f.Delay, false
}

func (f DischargePlan) check(string) Refusals {
	var d demands
	d.that(destinations.has(f.Destination), "destination", "Choose where they are to live")
	d.that(planStates.has(f.State), "state", "Choose how far the plan is")
	d.that(orNone(readinesses, f.Readiness), "readiness", "Choose what the latest review found")
	d.that(orNone(answers, f.CTO), "cto", "Choose if a community treatment order was considered")
	d.that(orNone(bedKinds, f.ToBed) && (f.ToBed == "" || f.Destination == AnotherWard), "to_bed", "Choose the kind of bed for another ward alone")
	return d.Refusals
}

func (f DischargeCondition) check(string) Refusals {
	var d demands
	d.that(conditionKinds.has(f.About), "about", "Choose what it is about")
	d.that(filled(f.Text), "text", "Say what must be there first")
	d.that(filled(f.Owner), "owner", "Enter who sees to it")
	d.that(f.Due != 0, "due", "Enter the day by when it is to be there")
	return d.Refusals
}

func (f DischargeProgress) check(string) Refusals {
	var d demands
	d.that(conditionProgresses.has(f.Progress), "progress", "Choose how far it is")
	return d.Refusals
}

func (f DischargeDelay) check(note string) Refusals {
	var d demands
	d.that(delayCodes.has(f.Code), "code", "Choose why they have not left")
	d.that(f.Code != "other" || filled(note), "note", "Say in words why they have not left")
	return d.Refusals
}

func (f DischargeAgreement) check(string) Refusals {
	var d demands
	d.that(dischargeParties.has(f.Party), "party", "Choose who it is about")
	d.that(answers.has(f.Agrees), "agrees", "Choose if they agree")
	return d.Refusals
}

func (f DischargePlan) title() string {
	return "Plan to leave hospital: " + lower(f.Destination.Word())
}
func (f DischargeCondition) title() string {
	return orElse(f.Text, "Needed before leaving hospital: "+lower(f.About.Word()), "Needed before leaving hospital: ")
}
func (f DischargeProgress) title() string {
	return "What is needed before leaving: " + lower(f.Progress.Word())
}
func (f DischargeDelay) title() string      { return "Leaving is delayed: " + lower(f.Code.Word()) }
func (f DischargeDelayEnded) title() string { return "A delay in leaving ended" }
func (f DischargeAgreement) title() string {
	return f.Party.Word() + " " + map[Answer]string{AnswerYes: "agrees to the plan to leave hospital", AnswerNo: "does not agree to the plan to leave hospital"}[f.Agrees] +
		map[Answer]string{AnswerNotKnown: ": not known if they agree to the plan to leave hospital"}[f.Agrees]
}

func (f DischargePlan) particulars() []Line {
	return lines("Where", f.Where, "Kind of bed", f.ToBed.Word(), "How far", f.State.Word(), "The latest review found", f.Readiness.Word(), "Community treatment order considered", f.CTO.Word())
}
func (f DischargeCondition) particulars() []Line {
	return lines("About", f.About.Word(), "Seen to by", f.Owner, "By", f.Due.Long())
}

func (f DischargePlan) silent() Fact {
	f.Where, f.ToBed = "", ""
	return f
}
func (f DischargeCondition) silent() Fact {
	return DischargeCondition{ID: f.ID, About: f.About, Due: f.Due}
}
func (f DischargeAgreement) silent() Fact { return NotShown{} }
