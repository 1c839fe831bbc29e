package app

import (
	"context"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// askCoordinator is said to who may not see whom they mean. Whether there is
// anyone, it leaves open.
const askCoordinator = "Homeward cannot use this NHS number here. Ask the register coordinator, who can see why"

// ownNumber refuses a new NHS number for a case when someone else on the
// register has it.
func (a *App) ownNumber(ctx context.Context, tx *store.Tx, actor access.Actor, c *casefile.Case, d casefile.Decision) error {
	number := ""
	switch d := d.(type) {
	case casefile.Add:
		if details, ok := d.Fact.(casefile.Details); ok {
			number = details.NHSNumber
		}
	case casefile.Place:
		number = d.NHSNumber
	}
	if number == "" || number == c.Details.NHSNumber {
		return nil
	}
	holder, err := tx.FindByNHSNumber(number)
	if err != nil {
		return err
	}
	if holder != "" && holder != c.ID {
		if _, _, err := a.seeIn(ctx, tx, actor, access.SeePerson, holder); err != nil {
			return errNumberUnseen
		}
		return invalid("nhs_number", "Someone else on the register has this NHS number. Search for the number to open their record and see which of the two is right")
	}
	return nil
}
