package store

import (
	"context"
	"fmt"
	"slices"
	"time"

	"homeward/internal/civil"
)

// Emergency is the opening of a record that its user could not have seen.
type Emergency struct {
	ID, Case         string
	UserID, UserName string
	Role             string
	Reason           string
	OpenedAt         time.Time
	ClosesAt         time.Time
	LookedAt         time.Time // by information governance; zero while it was not
	LookedName       string
	Outcome          string
	Words            string
	Person           string // name of whose record it is; only read
	NHSNumber        string // likewise
}

const emergencyColumns = "register, id, case_id, user_id, user_name, role, reason, opened_at, closes_at, looked_at, looked_name, outcome, words"

const emergencyLookColumns = "register, id, n, at, user_name, outcome, words"

const selectEmergency = "SELECT " + "e.register, e.id, e.case_id, e.user_id, e.user_name, e.role, e.reason, e.opened_at, e.closes_at, e.looked_at, e.looked_name, e.outcome, e.words, " +
	"COALESCE(p.name, ''), COALESCE(p.nhs_number, '') FROM emergencies e LEFT JOIN people p ON p.register = $1 AND p.case_id = e.case_id WHERE e.register = $1"

var (
	insertEmergency     = sayInsert("emergencies", emergencyColumns, "")
	selectEmergencies   = say(selectEmergency + " ORDER BY e.opened_at DESC, e.id DESC LIMIT $2 OFFSET $3")
	selectOpenedOf      = say(selectEmergency + " AND e.case_id = $2 ORDER BY e.opened_at DESC, e.id DESC")
	selectOneOpened     = say(selectEmergency + " AND e.id = $2")
	countEmergencies    = say("SELECT COUNT(*), COUNT(CASE WHEN looked_at IS NULL THEN 1 END) FROM emergencies WHERE register = $1")
	insertEmergencyLook = sayInsert("emergency_looks", emergencyLookColumns, "")
	countEmergencyLooks = say("SELECT COUNT(*) FROM emergency_looks WHERE register = $1 AND id = $2")
	lookAtEmergency     = say("UPDATE emergencies SET looked_at = $3, looked_name = $4, outcome = $5, words = $6 WHERE register = $1 AND id = $2")

	selectNumberBorn = say("SELECT case_id FROM people WHERE register = $1 AND nhs_number = $2 AND birth_date = $3 AND on_register <> 'struck-out' ORDER BY case_id")
	selectBorn       = say("SELECT case_id, given, preferred, family, nhs_number, birth_date FROM people WHERE register = $1 AND birth_date = $2 AND on_register <> 'struck-out' ORDER BY case_id")
	countActsOf      = say("SELECT COUNT(*) FROM audit WHERE register = $1 AND user_id = $2 AND at > $3 AND action = $4")
)

func readEmergency(row scan) (e Emergency, err error) {
	var register string
	err = row(&register, &e.ID, &e.Case, &e.UserID, &e.UserName, &e.Role, &e.Reason, instantColumn{&e.OpenedAt}, instantColumn{&e.ClosesAt},
		instantColumn{&e.LookedAt}, &e.LookedName, &e.Outcome, &e.Words, &e.Person, &e.NHSNumber)
	return e, err
}

// OpenInEmergency notes that a record was opened, at the moment of the
// transaction.
func (tx *Tx) OpenInEmergency(e Emergency) error {
	tx.changed = true
	err := tx.run.addSealed(tx.ctx, insertEmergency, tx.work.At, [][]any{{tx.work.Register, e.ID, e.Case, e.UserID, e.UserName, e.Role, e.Reason,
		instant(tx.work.At), instant(e.ClosesAt), nil, "", "", ""}})
	if err != nil {
		return fmt.Errorf("opening a record in an emergency: %w", err)
	}
	return nil
}

// LookAtEmergency notes what came of looking at one; the error is ErrNotFound
// without it.
func (tx *Tx) LookAtEmergency(id, byName, outcome, words string) error {
	tx.changed = true
	if err := foundOne(tx.run.exec(tx.ctx, lookAtEmergency, tx.work.Register, id, instant(tx.work.At), byName, outcome, words)); err != nil {
		return err
	}
	n, err := one(tx.ctx, tx.run, countEmergencyLooks, only[int], tx.work.Register, id)
	if err != nil {
		return fmt.Errorf("counting looks at an emergency: %w", err)
	}
	return tx.run.addSealed(tx.ctx, insertEmergencyLook, tx.work.At, [][]any{{tx.work.Register, id, n + 1, instant(tx.work.At), byName, outcome, words}})
}

// Emergencies is a page of what was opened in a register, the latest first.
func (s *Store) Emergencies(ctx context.Context, register string, size, from int) ([]Emergency, error) {
	return all(ctx, s.reader(), selectEmergencies, readEmergency, register, size, from)
}

// EmergenciesOf lists when a record was opened, the latest first.
func (s *Store) EmergenciesOf(ctx context.Context, register, caseID string) ([]Emergency, error) {
	return all(ctx, s.reader(), selectOpenedOf, readEmergency, register, caseID)
}

// Emergency is one of them; the error is ErrNotFound without it.
func (s *Store) Emergency(ctx context.Context, register, id string) (Emergency, error) {
	return one(ctx, s.reader(), selectOneOpened, readEmergency, register, id)
}

// CountEmergencies is how many there are, and how many nobody has looked at.
func (s *Store) CountEmergencies(ctx context.Context, register string) (all, open int, err error) {
	n, err := one(ctx, s.reader(), countEmergencies, func(row scan) (n [2]int, err error) {
		err = row(&n[0], &n[1])
		return n, err
	}, register)
	return n[0], n[1], err
}

// FindExactly is the case of the only person with an NHS number of ten digits
// and a date of birth; "" when there is none.
func (tx *Tx) FindExactly(number string, born civil.Date) (caseID string, err error) {
	return onlyOne(all(tx.ctx, tx.run, selectNumberBorn, only[string], tx.work.Register, number, born.String()))
}

// FindByName are the cases of those with a name and a date of birth: the family
// name, and the given or preferred name, each whole, however it is accented.
func (s *Store) FindByName(ctx context.Context, register, given, family string, born civil.Date) (cases []string, err error) {
	return findByName(ctx, s.reader(), register, given, family, born)
}

// FindByName is that of the Store, within the transaction.
func (tx *Tx) FindByName(given, family string, born civil.Date) (cases []string, err error) {
	return findByName(tx.ctx, tx.run, tx.work.Register, given, family, born)
}

func findByName(ctx context.Context, r runner, register, given, family string, born civil.Date) (cases []string, err error) {
	people, err := all(ctx, r, selectBorn, readKnown, register, born.String())
	var found []string
	for _, p := range people {
		if sameName(p.Family, family) && (sameName(p.Given, given) || sameName(p.Preferred, given)) {
			found = append(found, p.Case)
		}
	}
	return found, err
}

func sameName(x, y string) bool {
	words := nameWords(x)
	return len(words) > 0 && slices.Equal(words, nameWords(y))
}

func onlyOne(found []string, err error) (string, error) {
	if err != nil || len(found) != 1 {
		return "", err
	}
	return found[0], nil
}

// CountActs is how often a user did something since a moment, by the audit.
func (tx *Tx) CountActs(userID, action string, since time.Time) (int, error) {
	return one(tx.ctx, tx.run, countActsOf, only[int], tx.work.Register, userID, instant(since), action)
}
