package casefile

import (
	"cmp"
	"slices"
	"strings"

	"homeward/internal/civil"
)

// OrdersAtHome are the statuses under which somebody lives outside hospital.
// None of them detains, so the clock starts nothing by them (spec, Words).
var OrdersAtHome = []LegalStatus{"CTO", "7", "37-guardianship", "conditional-discharge"}

// AtHome reports whether the status is one under which somebody lives outside
// hospital.
func (s LegalStatus) AtHome() bool { return slices.Contains(OrdersAtHome, s) }

// Order is an order under which somebody lives at home. It ends by an entry, by
// another order and by death. By an admission, which a recall to hospital is, it
// stands still: it ended that day unless the discharge says that it goes on.
type Order struct {
	Status LegalStatus
	LegalTerms
	From  civil.Date
	Ended civil.Date // zero while it lasts
	Seq   int        // entry that says so
	Note  string
	still int // entry of the admission by which it stands still; 0 for none
}

// Order is the one under which somebody lives at home now; nil for none.
func (c *Case) Order() *Order {
	if n := len(c.Orders); n > 0 && c.Orders[n-1].Ended == 0 {
		return &c.Orders[n-1]
	}
	return nil
}

// OrderAtAdmission is the order that was in force when somebody was admitted to
// the latest of their stays, and that has not gone on since; nil for none.
func (c *Case) OrderAtAdmission() *Order {
	if len(c.Stays) == 0 {
		return nil
	}
	stay := c.Stays[len(c.Stays)-1].Seq
	if i := slices.IndexFunc(c.Orders, func(o Order) bool { return o.still == stay }); i >= 0 {
		return &c.Orders[i]
	}
	return nil
}

// standStill is an admission.
func (c *Case) standStill(admission Recorded) {
	if now := c.Order(); now != nil {
		now.Ended, now.still = admission.On, admission.Seq
	}
}

// resume lets the order at the admission go on, as it was.
func (c *Case) resume(by Recorded) bool {
	o := c.OrderAtAdmission()
	if o == nil {
		return false
	}
	again := *o
	again.Ended, again.still, again.Seq = 0, 0, by.Seq
	c.Orders = slices.DeleteFunc(c.Orders, func(x Order) bool { return x.still != 0 && x.still == o.still })
	c.endOrder(by.On)
	c.Orders = append(c.Orders, again)
	return true
}

// takeOrder is a legal status of somebody who is not in hospital. The same once
// more renews it, and an end is that of the order it names.
func (c *Case) takeOrder(f LegalStatusChange, e Recorded) {
	now := c.Order()
	switch {
	case f.GoesOn && c.resume(e):
	case now != nil && now.Status == f.LegalStatus:
		now.LegalTerms, now.Seq, now.Note = f.LegalTerms, e.Seq, cmp.Or(e.Note, now.Note)
	case f.LegalStatus.AtHome():
		c.endOrder(e.On)
		c.Orders = append(c.Orders, Order{Status: f.LegalStatus, LegalTerms: f.LegalTerms, From: e.On, Seq: e.Seq, Note: e.Note})
	case f.LegalStatus == Informal && now != nil && (f.Ended == "" || f.Ended == now.Status):
		c.endOrder(e.On)
	}
}

func (c *Case) endOrder(on civil.Date) {
	if now := c.Order(); now != nil {
		now.Ended = on
	}
}

// BeginOrder records an order at home, or that it is renewed.
type BeginOrder struct {
	On    civil.Date
	Order LegalStatusChange
	Note  string
}

func (d BeginOrder) Decide(c *Case, today civil.Date) ([]Entry, error) {
	var r demands
	r.that(d.Order.LegalStatus.AtHome() || d.Order.LegalStatus == "", "legal_status", "Choose an order under which somebody lives at home")
	r.that(!c.inStayOn(d.On), "on", "They were in hospital on that day. Record it with the discharge, or as their legal status in hospital.")
	return c.acceptBeside(r.Refusals, today, Entry{d.On, d.Order, strings.TrimSpace(d.Note)})
}

// EndOrder records the end of the order under which somebody lives at home now.
type EndOrder struct {
	On   civil.Date
	Note string
}

func (d EndOrder) Decide(c *Case, today civil.Date) ([]Entry, error) {
	now := c.Order()
	if now == nil {
		return nil, refuse("", "No order at home is recorded that has not ended")
	}
	var r demands
	r.that(d.On == 0 || d.On >= now.From, "on", "It began on "+now.From.Long()+". Enter that day or a later one")
	r.that(!c.inStayOn(d.On), "on", "They were in hospital on that day. Enter the day of the discharge or a later one, or correct what was said at the discharge")
	return c.acceptBeside(r.Refusals, today, Entry{d.On, LegalStatusChange{LegalStatus: Informal, Ended: now.Status}, strings.TrimSpace(d.Note)})
}

// inStayOn reports whether an entry of a day that is recorded now would be about
// somebody in hospital, as it is not on the day on which they left.
func (c *Case) inStayOn(day civil.Date) bool { return day != 0 && c.AsAt(day).Stay != nil }

// orderGoesOn is a discharge of somebody whose status in hospital was already
// an order under which they live at home: it does not end with the stay.
func (c *Case) orderGoesOn(discharge Recorded) {
	if c.Stay == nil || !c.Stay.LegalStatus.AtHome() {
		return
	}
	o := Order{LegalTerms: c.Stay.LegalTerms}
	for _, e := range c.Standing[slices.IndexFunc(c.Standing, func(e Recorded) bool { return e.Seq == c.Stay.Seq }):] {
		if e.Seq == discharge.Seq {
			break
		}
		status := o.Status
		switch f := e.Fact.(type) {
		case Admission:
			status, o.Seq = f.LegalStatus, e.Seq
		case LegalStatusChange:
			status, o.Seq, o.Note = f.LegalStatus, e.Seq, e.Note
		}
		if status != o.Status {
			o.Status, o.From = status, e.On
		}
	}
	if before := c.OrderAtAdmission(); before != nil && before.Status == o.Status && o.From == c.Stay.Admitted {
		before.LegalTerms.Until = cmp.Or(o.Until, before.Until)
		c.resume(discharge)
		return
	}
	c.Orders = append(c.Orders, o)
}
