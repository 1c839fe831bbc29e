package app

import (
	"context"
	"encoding/csv"
	"io"

	"homeward/internal/access"
	"homeward/internal/assuring"
	"homeward/internal/casefile"
	"homeward/internal/civil"
	"homeward/internal/store"
)

// SheetLine is one item of the national return on somebody in hospital.
type SheetLine struct {
	Item        assuring.Item
	Value       assuring.Value
	Code        string // as the mapping has it
	Unconfirmed bool   // nobody has confirmed the code
}

// DataSheet is what the national return asks of somebody in hospital.
type DataSheet struct {
	Case    *casefile.Case // as the actor sees it
	Lines   []SheetLine    // in the order of assuring.Items; none for somebody who is not in hospital
	Missing int
	Mapping Mapping // that of the register
	// Admission is the number of the entry of the admission.
	Admission int
}

// DataSheet is the data sheet of somebody whose whole record the actor sees.
// That it was looked at is noted.
func (a *App) DataSheet(ctx context.Context, actor access.Actor, caseID string) (DataSheet, error) {
	c, l, err := a.see(ctx, actor, access.SeePerson, "", caseID)
	if err != nil {
		return DataSheet{}, err
	}
	if l.Sight < access.Whole {
		return DataSheet{}, &Error{Kind: Forbidden, Text: "You do not see all of this record, so you do not see its data sheet."}
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return DataSheet{}, err
	}
	hospitals, err := a.store.Hospitals(ctx, actor.Register)
	if err != nil {
		return DataSheet{}, fail(err, "listing hospitals")
	}
	sheet := DataSheet{Case: l.seen(c)}
	if sheet.Mapping, _, err = a.mapping(ctx, actor.Register); err != nil {
		return sheet, err
	}
	sender, err := a.sender(ctx, actor.Register)
	if err != nil {
		return sheet, err
	}
	if p, ok := a.inHospital(sheet.Case, hospitals, rules.HeldBefore, sender); ok {
		sheet.Admission = p.Stay.Seq
		for _, item := range assuring.Items {
			line := SheetLine{Item: item, Value: item.Value(p)}
			for _, column := range sheet.Mapping.Columns {
				if column.Item == item.Key {
					line.Code, line.Unconfirmed = column.Cell(line.Value)
				}
			}
			if line.Value.Missing {
				sheet.Missing++
			}
			sheet.Lines = append(sheet.Lines, line)
		}
	}
	return sheet, l.looked(ctx, a, "see record", caseID, "the data sheet of the time in hospital")
}

// inHospital is somebody as the return asks of them; ok is false for who is not
// in hospital, or whose admission is not recorded.
func (a *App) inHospital(c *casefile.Case, hospitals []Hospital, counts func(held, admitted civil.Date) bool, sender Sender) (p assuring.Person, ok bool) {
	if c.Stay == nil {
		return p, false
	}
	stays := c.HospitalStays(counts)
	n := len(stays) - 1
	p = assuring.Person{Case: c, Stay: &stays[n], Day: a.Today(), Sender: sender}
	p.Created, p.Updated = a.dayOf(c.Entries[0].RecordedAt), a.dayOf(c.Entries[len(c.Entries)-1].RecordedAt)
	if n > 0 {
		p.Before = stays[n-1].Admitted
	}
	if h := ListedHospital(hospitals, p.Stay.Hospital); h != nil {
		for _, w := range h.Wards {
			if w.Name == p.Stay.Here().Ward {
				p.WardKind, p.BedKind = w.Kind, w.Bed
			}
		}
	}
	return p, true
}

// ExportInpatients writes everybody in hospital whose whole record the actor
// sees as a CSV file by a mapping, nil for that of the register; left is how many it leaves out, for they are
// seen in part or their admission is not recorded.
func (a *App) ExportInpatients(ctx context.Context, actor access.Actor, by *Mapping, w io.Writer) (left int, err error) {
	if err := authorise(actor, access.Export); err != nil {
		return 0, err
	}
	if by == nil {
		own, _, err := a.mapping(ctx, actor.Register)
		if err != nil {
			return 0, err
		}
		by = &own
	}
	m := *by
	if err := a.exported(ctx, actor, access.Export, actExportInpatients, "", m.Name); err != nil {
		return 0, err
	}
	viewer, err := a.viewer(ctx, actor)
	if err != nil {
		return 0, err
	}
	rules, err := a.rulesOf(ctx, actor.Register)
	if err != nil {
		return 0, err
	}
	hospitals, err := a.store.Hospitals(ctx, actor.Register)
	if err != nil {
		return 0, fail(err, "listing hospitals")
	}
	sender, err := a.sender(ctx, actor.Register)
	if err != nil {
		return 0, err
	}
	out := csv.NewWriter(w)
	var head []string
	for _, c := range m.Columns {
		head = append(head, plainCell(c.Heading))
	}
	if err := out.Write(head); err != nil {
		return 0, err
	}
	for page := 1; ; page++ {
		list, err := a.store.Inpatients(ctx, actor.Register, store.InpatientQuery{Sort: store.InpatientName, Page: page, Size: store.MaxPageSize, Today: a.Today(), For: viewer})
		if err != nil {
			return left, fail(err, "listing inpatients")
		}
		if list.Page < page {
			break
		}
		ids := make([]string, len(list.Rows))
		for i, r := range list.Rows {
			ids[i] = r.CaseID
		}
		cases, err := a.store.Cases(ctx, actor.Register, ids)
		if err != nil {
			return left, fail(err, "reading inpatients")
		}
		var all []*casefile.Case
		for _, id := range ids {
			if c := cases[id]; c != nil {
				all = append(all, c)
			}
		}
		lenses, err := a.lenses(ctx, actor, access.Export, "", all...)
		if err != nil {
			return left, err
		}
		for _, c := range all {
			l := lenses[c.ID]
			p, ok := a.inHospital(l.seen(c), hospitals, rules.HeldBefore, sender)
			if !l.Allowed || !ok {
				left++
				continue
			}
			var row []string
			for _, column := range m.Columns {
				cell, _ := column.Cell(assuring.ItemOf(column.Item).Value(p))
				row = append(row, plainCell(cell))
			}
			if err := out.Write(row); err != nil {
				return left, err
			}
		}
	}
	out.Flush()
	return left, fail(out.Error(), "writing inpatients")
}
