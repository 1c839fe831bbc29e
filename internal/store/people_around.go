package store

import "homeward/internal/casefile"

var peopleAroundTable = newSideTable("people_around", "register, case_id, social_worker, advocate, offer_again", "social_worker", peopleAroundRows)

// peopleAroundRows is one row, or none: if there is a named social worker, and
// how it stands with an advocate, with the day to offer one again.
func peopleAroundRows(c *casefile.Case) [][]any {
	worker := ""
	if c.Named(casefile.NamedSocialWorker) != nil {
		worker = "named"
	}
	now, _ := c.Advocate()
	if worker == "" && now.Step == "" {
		return nil
	}
	return [][]any{{worker, string(now.Step), dayOrNull(now.Again)}}
}
