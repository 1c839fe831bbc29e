package web

import (
	"fmt"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/web/ui"
)

// recallWords say what becomes of an order here by an admission.
const recallWords = "A recall to hospital is recorded as an admission. In this record the order stands still during the stay, and is asked about at the discharge."

var orderForm = recordForm{
	kind: "order", title: "Record an order at home", done: "The order is recorded.", needs: access.Record,
	hint: "A community treatment order, guardianship or a conditional discharge, of somebody who is not in hospital. To renew one, record it again with the new day on which it runs out",
	ask: func(f *form) casefile.Decision {
		f.showOrder()
		var c casefile.LegalStatusChange
		c.LegalStatus = casefile.LegalStatus(f.one("legal_status", "Which order is it?", "Under the Mental Health Act 1983", "", choices(casefile.OrdersAtHome)...))
		if c.LegalStatus == "" {
			f.problem("legal_status", "Choose which order it is")
		}
		on := f.when("When did it begin, or when was it renewed?")
		c.Until = f.orderUntil()
		return casefile.BeginOrder{On: on, Order: c, Note: f.note("Anything to add (optional)", "For example its conditions, and what the person says about it")}
	},
}

var orderEndedForm = recordForm{
	kind: "order-ended", title: "Record the end of an order at home", done: "The end of the order is recorded.", needs: access.Record,
	hint: "They are not under it any more, and are still at home",
	ask: func(f *form) casefile.Decision {
		f.showOrder()
		on := f.when("When did it end?")
		note := f.note("How it ended (optional)", "For example that it was not renewed")
		return casefile.EndOrder{On: on, Note: note}
	},
}

// showOrder says which order is recorded.
func (f *form) showOrder() {
	words := "No order at home is recorded that has not ended."
	if now := f.c.Order(); now != nil {
		words = orderWords(*now) + "."
	}
	f.show(ui.InsetText{Body: ui.Group{ui.Paragraph(words), ui.Paragraph(recallWords)}})
}

func (f *form) orderUntil() civil.Date {
	return f.day("legal_until", "When does it run out, unless it is renewed? (optional)", "As its papers say. This may be in the future", "The day on which it runs out", 0)
}

// The answers about an order after a stay that are no order.
const (
	noOrder     = "none"
	orderGoesOn = "goes-on"
)

// askOrder asks for the order under which they go home. Where one was in force
// when they were admitted, no answer is taken for granted.
func (f *form) askOrder(d *casefile.SendHome) {
	now, before := casefile.LegalStatus(noOrder), f.c.OrderAtAdmission()
	if f.c.Stay != nil && f.c.Stay.LegalStatus.AtHome() {
		now = f.c.Stay.LegalStatus
	}
	of := append([]choice{{value: noOrder, text: "No"}}, choices(casefile.OrdersAtHome)...)
	if before != nil {
		now = ""
		f.show(ui.InsetText{Text: "Until they were admitted: " + uncapital(orderWords(*before)) + "."})
		of = append([]choice{{value: orderGoesOn, text: "It goes on"}}, of...)
	}
	c := casefile.LegalStatusChange{LegalStatus: casefile.LegalStatus(f.one("order", "Is there an order after the discharge?", "Under the Mental Health Act 1983. It can be recorded later too, and so can its end", string(now), of...))}
	problems := len(f.problems)
	f.only = "app-when"
	for _, order := range casefile.OrdersAtHome {
		f.only += " app-when--" + string(order)
	}
	until := f.orderUntil()
	f.only = ""
	if c.LegalStatus.AtHome() {
		c.Until = until
		d.Order = &c
		return
	}
	f.problems = f.problems[:problems]
	d.GoesOn = c.LegalStatus == orderGoesOn
	if before != nil && c.LegalStatus == "" {
		f.problem("order", orderUnanswered)
	}
}

const orderUnanswered = "Say what becomes of the order that they were under when they were admitted"

// askLeftOrder asks for the order after a stay that is recorded late, whose
// admission was on a day.
func (f *form) askLeftOrder(d *casefile.SendHome, admitted civil.Date) {
	of := choices(casefile.OrdersAtHome)
	if len(f.c.Orders) > 0 {
		of = append([]choice{{value: orderGoesOn, text: "The order that they were under when they were admitted goes on"}, {value: noOrder, text: "No order"}}, of...)
	}
	switch order := f.pick("left_order", "Was there an order after the discharge? (optional)", "Under the Mental Health Act 1983", "", of...); order {
	case orderGoesOn:
		d.GoesOn = true
	case noOrder:
	case "":
		if f.c.AsAt(admitted).Order() != nil {
			f.problem("left_order", orderUnanswered)
		}
	default:
		d.Order = &casefile.LegalStatusChange{LegalStatus: casefile.LegalStatus(order)}
	}
}

// orderWords are an order with its days.
func orderWords(o casefile.Order) string {
	return o.Status.Word() + ", since " + o.From.Long() + untilWords(o.LegalTerms)
}

// homeUnderWords say that somebody is at home under an order.
func homeUnderWords(o casefile.Order) string {
	under := "under an order"
	switch o.Status {
	case "CTO":
		under = "on a community treatment order"
	case "7", "37-guardianship":
		under = "under " + uncapital(o.Status.Word())
	case "conditional-discharge":
		under = "on a conditional discharge"
	}
	return "Home, " + under + " since " + o.From.Long()
}

// orderFacts show the order under which somebody lives at home.
func orderFacts(f *facts, o casefile.Order) {
	f.row("Order", paragraphs(orderWords(o)+withWords("\n\n", o.Note)), orderForm, "")
	if last := &f.rows[len(f.rows)-1]; len(last.Actions) > 0 {
		last.Actions = append(last.Actions, ui.Action{Text: "End", VisuallyHiddenText: "order", Href: place{kind: orderEndedForm.kind, caseID: f.caseID}.path()})
	}
}

// orderSection is that of the person's page; ok is false without an order.
func orderSection(f *facts, view app.PersonView) (section aboutSection, ok bool) {
	o := view.Shown.Order()
	if o == nil {
		return aboutSection{}, false
	}
	orderFacts(f, *o)
	return aboutSection{Heading: "Order at home", Facts: f.list()}, true
}

// home says of somebody who is not in hospital under which order they live at
// home, and which there were before.
func (h *hospitalWriter) home() {
	c := h.view.Case
	if c.Died != 0 {
		return
	}
	now, f := c.Order(), h.facts()
	if n := len(h.view.Stays); n > 0 {
		f.add("Left hospital", h.view.Stays[n-1].Ended.Long(), recordForm{})
	}
	var body []ui.Component
	if now == nil {
		f.verb = "Record"
		f.add("Order", "None is recorded", orderForm)
		body = []ui.Component{f.list()}
	} else {
		if now.Until != 0 && now.Until < h.view.Day {
			h.warn("The order has run out", now.Status.Word()+" ran out on "+now.Until.Long()+", and nothing new is recorded. Record if it was renewed or ended.", orderForm)
		}
		orderFacts(f, *now)
		body = []ui.Component{ui.Paragraph(homeUnderWords(*now) + "."), f.list(), ui.Paragraph(recallWords)}
	}
	var rows [][]ui.Cell
	for _, o := range c.Orders {
		if o.Ended != 0 {
			rows = append(rows, []ui.Cell{{Text: o.Status.Word()}, {Text: short(o.From)}, {Text: short(o.Ended)}})
		}
	}
	if rows != nil {
		body = append(body, ui.Expander(fmt.Sprintf("Orders that ended (%d)", len(rows)), table("Orders that ended", []string{"Order", "From", "Until"}, rows)))
	}
	h.section("home", "At home", body)
}
