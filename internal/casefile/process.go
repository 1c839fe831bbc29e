package casefile

import (
	"slices"

	"homeward/internal/civil"
)

// Facts of what else goes on around a person, so that the register is not a
// process on its own. The clock passes them over.
type (
	// Process is one that the person is in from this day on or, under an
	// identifier that began earlier, how it stands since.
	Process struct {
		ID        string      `json:"id"`
		Type      ProcessType `json:"type"`
		Reference string      `json:"reference,omitempty"`
		Lead      string      `json:"lead,omitempty"` // organisation or office that leads it
		Ask       string      `json:"ask,omitempty"`  // whom to ask about it, and how to reach them
		Next      civil.Date  `json:"next,omitzero"`  // when it meets or is looked at next
	}
	// ProcessEnded says that one is over. What came of it is the entry's Note.
	ProcessEnded struct {
		Process string      `json:"process"`
		Type    ProcessType `json:"type"`
	}
)

func (Process) Kind() Kind      { return "process" }
func (ProcessEnded) Kind() Kind { return "process-ended" }

func init() {
	register[Process]()
	register[ProcessEnded]()
}

// ProcessType is what kind of process it is.
type ProcessType string

// SafeguardingProcess is one about abuse or neglect, or about how the person is
// protected: that there is one is not for everyone to know.
const SafeguardingProcess ProcessType = "safeguarding"

var processTypes = []struct {
	value      ProcessType
	word, help string
}{
	{"complex-care", "Complex care", "A panel or pathway for people with many needs at once"},
	{"send", "Special educational needs (SEND)", "An education, health and care plan, its review, or an appeal"},
	{"looked-after", "Looked after by the local authority", "A child in care, or a care leaver"},
	{SafeguardingProcess, "Safeguarding", "An enquiry or a plan about abuse or neglect, of a child or an adult"},
	{"chc", "NHS continuing healthcare", "Or continuing care, for a child: an assessment, a package or its review"},
	{"cpa", "Care programme or care plan in mental health", "The care programme approach (CPA) or what has taken its place here"},
	{"justice", "Police, courts, prison or probation", "Youth justice and liaison and diversion too"},
}

// ProcessTypes lists them, in the order to show them.
var ProcessTypes = func() (all []ProcessType) {
	for _, t := range processTypes {
		all = append(all, t.value)
	}
	return all
}()

// Word is the kind as people say it.
func (t ProcessType) Word() string {
	for _, each := range processTypes {
		if each.value == t {
			return each.word
		}
	}
	return string(t)
}

// Help says what is meant by it.
func (t ProcessType) Help() string {
	for _, each := range processTypes {
		if each.value == t {
			return each.help
		}
	}
	return ""
}

func (f Process) title() string {
	return orElse(f.Type.Word(), "Another process that they are in", "In another process: ")
}

func (f ProcessEnded) title() string {
	return orElse(f.Type.Word(), "Another process has ended", "Another process has ended: ")
}

func (f Process) particulars() []Line {
	return lines("Led by", f.Lead, "Reference", f.Reference, "Whom to ask", f.Ask, "Next date", f.Next.Long())
}

func (f Process) silent() Fact      { return Process{ID: f.ID} }
func (f ProcessEnded) silent() Fact { return ProcessEnded{Process: f.Process} }

func (f Process) check(string) Refusals {
	var d demands
	d.that(slices.Contains(ProcessTypes, f.Type), "type", "Choose which process it is")
	d.that(filled(f.Lead) || filled(f.Reference) || filled(f.Ask), "lead", "Say who leads it, a reference, or whom to ask: one of them is enough")
	return d.Refusals
}

func (f ProcessEnded) check(string) Refusals {
	var d demands
	d.that(slices.Contains(ProcessTypes, f.Type), "process", "Choose which process has ended")
	return d.Refusals
}

// ProcessState is a process as it stands.
type ProcessState struct {
	Process
	Since    civil.Date
	Ended    civil.Date // zero while it lasts
	Note     string
	Outcome  string // what came of it
	Seq      int    // of the entry that last said how it stands
	Withheld string // why its words are not shown; see Recorded
}

// Processes are all that the person is or was in, in the order of ProcessTypes
// and then as they began; those that may not be seen come last.
func (c *Case) Processes() []ProcessState {
	var all []ProcessState
	for _, e := range c.Standing {
		switch f := e.Fact.(type) {
		case Process:
			now := ProcessState{Process: f, Since: e.On, Note: e.Note, Seq: e.Seq, Withheld: e.Withheld}
			if i := processAt(all, f.ID); i >= 0 {
				now.Since = all[i].Since
				all[i] = now
				continue
			}
			all = append(all, now)
		case ProcessEnded:
			if i := processAt(all, f.Process); i >= 0 {
				all[i].Ended, all[i].Outcome = e.On, e.Note
			}
		}
	}
	place := func(p ProcessState) int {
		if i := slices.Index(ProcessTypes, p.Type); i >= 0 {
			return i
		}
		return len(ProcessTypes)
	}
	slices.SortStableFunc(all, func(a, b ProcessState) int { return place(a) - place(b) })
	return all
}

func processAt(all []ProcessState, id string) int {
	return slices.IndexFunc(all, func(p ProcessState) bool { return p.ID == id })
}
