package casefile

import (
	"strings"
	"testing"

	"homeward/internal/civil"
)

// home is a stay of section 3 and the discharge from it.
func homeFrom(status LegalStatus) []Entry {
	in := elm
	in.LegalStatus = Section3
	entries := []Entry{{day(3, 1), in, ""}, {day(3, 1), Rated{Rating: Blue}, ""}}
	if status != "" {
		entries = append(entries, Entry{day(4, 20), LegalStatusChange{LegalStatus: status}, "Agreed"})
	}
	return append(entries, Entry{day(5, 1), Discharge{}, ""}, Entry{day(5, 1), Rated{Rating: Amber}, "home"})
}

func TestAnOrderAtHomeIsRecordedAndEnds(t *testing.T) {
	t.Parallel()
	cto := LegalStatusChange{LegalStatus: "CTO", LegalTerms: LegalTerms{Until: day(11, 1)}}
	over := LegalStatusChange{LegalStatus: Informal, Ended: "CTO"}
	c := sam(homeFrom("")...)
	record := func(on civil.Date, f Fact) {
		t.Helper()
		entries, err := Add{On: on, Fact: f}.Decide(c, today)
		if err != nil {
			t.Fatal(err)
		}
		add(c, entries...)
	}
	record(day(5, 1), cto)
	if o := c.Order(); o == nil || o.Status != "CTO" || o.From != day(5, 1) || o.Until != day(11, 1) {
		t.Fatalf("on the day of the discharge: %+v", o)
	}
	record(day(6, 1), LegalStatusChange{LegalStatus: "CTO", LegalTerms: LegalTerms{Until: day(12, 1)}})
	if o := c.Order(); o == nil || o.From != day(5, 1) || o.Until != day(12, 1) || len(c.Orders) != 1 {
		t.Fatalf("renewed: %+v", c.Orders)
	}
	record(day(7, 1), over)
	if c.Order() != nil || c.Orders[0].Ended != day(7, 1) || Title(over) != "Community treatment order ended" {
		t.Errorf("ended: %+v, %q", c.Orders, Title(over))
	}
	for name, f := range map[string]Fact{"such an order": over, "legal status cannot change": LegalStatusChange{LegalStatus: Section3}, "the legal status cannot": LegalStatusChange{LegalStatus: "5(2)"}} {
		if _, err := (Add{On: day(7, 2), Fact: f}).Decide(c, today); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%+v at home: %v", f, err)
		}
	}
	// A recall to hospital is an admission, during which the order stands still.
	record(day(7, 3), LegalStatusChange{LegalStatus: "conditional-discharge"})
	entries, err := Admit{On: day(7, 9), Admission: elm}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, entries...)
	if c.Order() != nil || c.Orders[1].Ended != day(7, 9) || c.Stay.LegalStatus != Section2 {
		t.Errorf("recalled: %+v", c.Orders)
	}
}

func TestADischargeSaysUnderWhichOrder(t *testing.T) {
	t.Parallel()
	cto := &LegalStatusChange{LegalStatus: "CTO"}
	for _, x := range []struct {
		name   string
		status LegalStatus // in hospital, before
		order  *LegalStatusChange
		want   LegalStatus
		from   civil.Date
	}{
		{"none", "", nil, "", 0}, {"a community treatment order", "", cto, "CTO", day(5, 1)},
		{"one that was recorded in hospital goes on", "CTO", cto, "CTO", day(4, 20)}, {"one that was, and is not any more", "CTO", nil, "", 0},
	} {
		before := homeFrom(x.status)
		c := sam(before[:len(before)-2]...)
		entries, err := SendHome{On: day(5, 1), Rating: Amber, Reason: "home", Order: x.order}.Decide(c, today)
		if err != nil {
			t.Fatalf("%s: %v", x.name, err)
		}
		add(c, entries...)
		if o := c.Order(); x.want == "" && o != nil || x.want != "" && (o == nil || o.Status != x.want || o.From != x.from) {
			t.Errorf("%s: %+v", x.name, c.Orders)
		}
	}
	// Recorded as it once was, in hospital and without the question.
	if o := sam(homeFrom("7")...).Order(); o == nil || o.From != day(4, 20) || o.Note != "Agreed" {
		t.Errorf("goes on after the discharge as %+v", o)
	}
	if _, err := (SendHome{On: day(5, 1), Rating: Amber, Reason: "home", Order: &LegalStatusChange{LegalStatus: Section3}}).Decide(sam(homeFrom("")[:2]...), today); err == nil {
		t.Error("somebody at home is detained")
	}
}

// TestAnOrderGoesOnAfterAStay: with its first day and the day on which it runs
// out, however the stay was recorded, and though it ran out meanwhile.
func TestAnOrderGoesOnAfterAStay(t *testing.T) {
	t.Parallel()
	informal := elm
	informal.LegalStatus = Informal
	on := elm
	on.LegalStatus = "CTO"
	cto := func(until civil.Date) Entry {
		return Entry{day(5, 1), LegalStatusChange{LegalStatus: "CTO", LegalTerms: LegalTerms{Until: until}}, "Monthly"}
	}
	home := SendHome{On: day(6, 4), Rating: Amber, Reason: "home", GoesOn: true}
	decide := func(c *Case, d Decision) {
		t.Helper()
		entries, err := d.Decide(c, today)
		if err != nil {
			t.Fatal(err)
		}
		add(c, entries...)
	}
	for name, until := range map[string]civil.Date{"lasts": civil.Of(2027, 2, 28), "ran out": day(6, 2)} {
		for _, in := range []Admission{informal, on} {
			c := sam(append(homeFrom(""), cto(until))...)
			decide(c, Admit{On: day(6, 1), Admission: in})
			if o := c.OrderAtAdmission(); c.Order() != nil || o == nil || o.Status != "CTO" {
				t.Fatalf("%s: at the admission %+v", name, o)
			}
			decide(c, home)
			if o := c.Order(); o == nil || len(c.Orders) != 1 || o.From != day(5, 1) || o.Until != until || o.Note != "Monthly" || c.OrderAtAdmission() != nil {
				t.Errorf("%s, admitted under %s: %+v", name, in.LegalStatus, c.Orders)
			}
		}
		c := sam(append(homeFrom(""), cto(until))...)
		decide(c, Admit{On: day(6, 1), Admission: informal, Left: &home})
		if o := c.Order(); o == nil || len(c.Orders) != 1 || o.From != day(5, 1) || o.Until != until {
			t.Errorf("%s, in one act: %+v", name, c.Orders)
		}
	}
	c := sam(homeFrom("")...)
	if _, err := (Admit{On: day(6, 1), Admission: informal, Left: &home}).Decide(c, today); err == nil || !strings.Contains(err.Error(), "none can go on") {
		t.Errorf("no order goes on: %v", err)
	}
}

func TestAnOrderAtHomeIsOfSomebodyAtHome(t *testing.T) {
	t.Parallel()
	cto := LegalStatusChange{LegalStatus: "CTO"}
	before := homeFrom("")
	in, out := sam(before[:2]...), sam(before...)
	for name, x := range map[string]struct {
		c  *Case
		on civil.Date
		ok bool
	}{
		"in hospital now": {in, day(6, 1), false}, "on the day of the admission": {out, day(3, 1), false}, "within a past stay": {out, day(4, 1), false},
		"on the day of the discharge": {out, day(5, 1), true}, "before the stay": {out, day(2, 1), true}, "after it": {out, day(5, 9), true},
	} {
		_, err := BeginOrder{On: x.on, Order: cto}.Decide(x.c, today)
		if x.ok != (err == nil) || err != nil && !strings.Contains(err.Error(), "They were in hospital on that day") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := (BeginOrder{On: day(6, 1), Order: LegalStatusChange{LegalStatus: Section3}}).Decide(out, today); err == nil {
		t.Error("somebody at home is detained")
	}
	add(out, Entry{day(2, 1), cto, ""}, Entry{day(5, 1), LegalStatusChange{LegalStatus: "CTO", GoesOn: true}, ""})
	for on, want := range map[civil.Date]string{day(1, 20): "It began on 1 February 2026", day(4, 1): "They were in hospital on that day", day(5, 9): ""} {
		if _, err := (EndOrder{On: on}).Decide(out, today); (want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("its end on %s: %v", on, err)
		}
	}
}

func TestAnEndCountsForTheOrderItNames(t *testing.T) {
	t.Parallel()
	c := sam(Entry{day(5, 1), LegalStatusChange{LegalStatus: "CTO"}, ""}, Entry{day(9, 10), LegalStatusChange{LegalStatus: Informal, Ended: "CTO"}, ""})
	late, err := BeginOrder{On: day(5, 15), Order: LegalStatusChange{LegalStatus: "7"}}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, late...)
	if o := c.Order(); o == nil || o.Status != "7" || c.Orders[0].Ended != day(5, 15) {
		t.Errorf("guardianship recorded late: %+v", c.Orders)
	}
	end, err := EndOrder{On: day(10, 1)}.Decide(c, today)
	if err != nil {
		t.Fatal(err)
	}
	add(c, end...)
	if c.Order() != nil || c.Orders[1].Ended != day(10, 1) {
		t.Errorf("its own end: %+v", c.Orders)
	}
}
