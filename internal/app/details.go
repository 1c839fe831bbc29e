package app

import (
	"homeward/internal/casefile"
	"homeward/internal/store"
)

// ownNumber refuses a new NHS number for a case when someone else on the
// register has it.
func ownNumber(tx *store.Tx, c *casefile.Case, d casefile.Decision) error {
	add, ok := d.(casefile.Add)
	if !ok {
		return nil
	}
	details, ok := add.Fact.(casefile.Details)
	if !ok || details.NHSNumber == "" || details.NHSNumber == c.Details.NHSNumber {
		return nil
	}
	holder, err := tx.FindByNHSNumber(details.NHSNumber)
	if err != nil {
		return err
	}
	if holder != "" && holder != c.ID {
		return invalid("nhs_number", "Someone else on the register has this NHS number. Search for the number to open their record and see which of the two is right")
	}
	return nil
}
