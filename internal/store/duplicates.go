package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"homeward/internal/civil"
)

// Suspect are two cases of a register that may be of one person. One sorts
// before Other.
type Suspect struct {
	One, Other string
	Why        []string // keys of why they may be, the strongest first
}

// Why two cases may be of one person.
const (
	SameNumber      = "number"  // the same NHS number
	SameNameAndDay  = "name"    // the same name and date of birth
	LikeNameAndDay  = "like"    // a name that sounds alike or a short form of it, and the same date of birth
	SameNameDayTurn = "turned"  // the same name, and day and month of birth the other way round
	SameNameNoDay   = "no-date" // the same name, and one of the two has no date of birth
)

// nicknames are short forms of given names, each with its long forms.
var nicknames = map[string][]string{
	"mo": {"mohammed", "muhammad", "mohamed", "maureen"}, "sam": {"samuel", "samantha"}, "alex": {"alexander", "alexandra"}, "ben": {"benjamin"}, "beth": {"elizabeth", "bethan"}, "liz": {"elizabeth"}, "lizzie": {"elizabeth"},
	"bob": {"robert"}, "rob": {"robert"}, "bill": {"william"}, "will": {"william"}, "billy": {"william"}, "kate": {"katherine", "catherine", "kathryn"}, "katie": {"katherine", "catherine", "kathryn"}, "cathy": {"catherine"},
	"tom": {"thomas"}, "tommy": {"thomas"}, "jim": {"james"}, "jimmy": {"james"}, "jamie": {"james"}, "joe": {"joseph"}, "jo": {"joanne", "joanna", "josephine"}, "dan": {"daniel"}, "danny": {"daniel"}, "dave": {"david"},
	"mike": {"michael"}, "mick": {"michael"}, "nick": {"nicholas"}, "tony": {"anthony", "antony"}, "steve": {"stephen", "steven"}, "sue": {"susan"}, "maggie": {"margaret"}, "meg": {"margaret"}, "peggy": {"margaret"},
	"ed": {"edward", "edwin"}, "ted": {"edward"}, "harry": {"henry", "harold"}, "harv": {"harvey"}, "ike": {"isaac"}, "jack": {"john"}, "matt": {"matthew"}, "pat": {"patrick", "patricia"}, "chris": {"christopher", "christine"}, "charlie": {"charles", "charlotte"},
	"lottie": {"charlotte"}, "ellie": {"eleanor", "ellen", "elizabeth"}, "nell": {"eleanor"}, "rosie": {"rose", "rosemary"}, "gus": {"angus", "augustus"}, "andy": {"andrew"}, "becky": {"rebecca"}, "debbie": {"deborah"}, "jenny": {"jennifer"}, "fran": {"francis", "frances"},
}

// Suspects finds who may be on a register twice: those with one NHS number, and
// those with a name and a date of birth that are the same or nearly so. Those of
// whom a person said that they are two, and those whom a viewer does not reach,
// are left out.
func (s *Store) Suspects(ctx context.Context, register string, v *Viewer) ([]Suspect, error) {
	known, err := s.KnownPeople(ctx, register)
	if err != nil {
		return nil, fmt.Errorf("looking for who is there twice: %w", err)
	}
	told, err := s.NotSame(ctx, register)
	if err != nil {
		return nil, err
	}
	apart := map[[2]string]bool{}
	for _, n := range told {
		apart[[2]string{n.One, n.Other}] = true
	}
	reached := func(string) bool { return true }
	switch {
	case v.reaches():
		set, err := s.Reached(ctx, register, v)
		if err != nil {
			return nil, err
		}
		reached = func(id string) bool { return set[Reached{Case: id}] }
	case v != nil:
		reached = func(id string) bool { return !slices.Contains(v.Hidden, id) }
	}
	var found []Suspect
	for _, p := range suspectsAmong(known) {
		if !apart[[2]string{p.One, p.Other}] && reached(p.One) && reached(p.Other) {
			found = append(found, p)
		}
	}
	return found, nil
}

// suspectsAmong compares only those who share a number, a day or a name.
func suspectsAmong(known []KnownPerson) []Suspect {
	byNumber, byDay, byName := map[string][]int{}, map[civil.Date][]int{}, map[string][]int{}
	folded := make([]string, len(known))
	for i, p := range known {
		folded[i] = strings.Join(nameWords(p.Given), " ") + "," + strings.Join(nameWords(p.Family), " ")
		if p.NHSNumber != "" {
			byNumber[p.NHSNumber] = append(byNumber[p.NHSNumber], i)
		}
		if p.BirthDate != 0 {
			byDay[p.BirthDate] = append(byDay[p.BirthDate], i)
		}
		if len(folded[i]) > 1 && p.Given != "" && p.Family != "" {
			byName[folded[i]] = append(byName[folded[i]], i)
		}
	}
	why := map[[2]int][]string{}
	add := func(i, j int, reason string) {
		pair := [2]int{min(i, j), max(i, j)}
		if i != j && !slices.Contains(why[pair], reason) {
			why[pair] = append(why[pair], reason)
		}
	}
	pairs := func(some []int, fn func(i, j int)) {
		for n, i := range some {
			for _, j := range some[n+1:] {
				fn(i, j)
			}
		}
	}
	// Two numbers that are both known and differ are two people.
	differ := func(i, j int) bool {
		return known[i].NHSNumber != "" && known[j].NHSNumber != "" && known[i].NHSNumber != known[j].NHSNumber
	}
	for _, some := range byNumber {
		pairs(some, func(i, j int) { add(i, j, SameNumber) })
	}
	for _, some := range byDay {
		pairs(some, func(i, j int) {
			switch {
			case differ(i, j):
			case folded[i] == folded[j] && len(folded[i]) > 1:
				add(i, j, SameNameAndDay)
			case alike(known[i], known[j]):
				add(i, j, LikeNameAndDay)
			}
		})
	}
	for _, some := range byName {
		pairs(some, func(i, j int) {
			a, b := known[i].BirthDate, known[j].BirthDate
			switch {
			case differ(i, j):
			case turned(a, b):
				add(i, j, SameNameDayTurn)
			case (a == 0) != (b == 0):
				add(i, j, SameNameNoDay)
			}
		})
	}
	order := []string{SameNumber, SameNameAndDay, LikeNameAndDay, SameNameDayTurn, SameNameNoDay}
	all := make([]Suspect, 0, len(why))
	for pair, reasons := range why {
		slices.SortFunc(reasons, func(x, y string) int { return slices.Index(order, x) - slices.Index(order, y) })
		one, other := known[pair[0]].Case, known[pair[1]].Case
		if one > other {
			one, other = other, one
		}
		all = append(all, Suspect{one, other, reasons})
	}
	slices.SortFunc(all, func(x, y Suspect) int {
		if d := slices.Index(order, x.Why[0]) - slices.Index(order, y.Why[0]); d != 0 {
			return d
		}
		return strings.Compare(x.One+x.Other, y.One+y.Other)
	})
	return all
}

// turned reports whether two days have day and month the other way round.
func turned(a, b civil.Date) bool {
	if a == 0 || b == 0 || a == b {
		return false
	}
	y, m, d := a.YMD()
	other, ok := civil.New(y, d, m)
	return ok && other == b
}

// alike reports whether two names may be one: the family names sound the same,
// and so does a given or preferred name, or one is the short form of the other.
func alike(a, b KnownPerson) bool {
	given := func(p KnownPerson) []string { return append(nameWords(p.Given), nameWords(p.Preferred)...) }
	return anyLike(nameWords(a.Family), nameWords(b.Family), sound) && anyLike(given(a), given(b), func(x, y string) bool { return sound(x, y) || short(x, y) || short(y, x) })
}

func anyLike(some, others []string, like func(x, y string) bool) bool {
	return slices.ContainsFunc(some, func(x string) bool {
		return slices.ContainsFunc(others, func(y string) bool { return like(x, y) })
	})
}

func sound(x, y string) bool {
	return x == y || soundKey(x) != "" && len(soundKey(x)) > 1 && soundKey(x) == soundKey(y)
}

// short reports whether x is a short form of y.
func short(x, y string) bool {
	return slices.Contains(nicknames[x], y) || len(x) >= 3 && strings.HasPrefix(y, x)
}

// Apart are two cases of whom a person said that they are not one.
type Apart struct {
	One, Other       string
	Reason           string
	At               time.Time
	UserID, UserName string
}

const notSameColumns = "register, one_case, other_case, reason, at, user_id, user_name"

var (
	insertNotSame = sayInsert("not_same", notSameColumns, "")
	selectNotSame = say("SELECT " + notSameColumns + " FROM not_same WHERE register = $1 ORDER BY at DESC, one_case, other_case")
)

// SayNotSame keeps that two cases are not of one person; the error is ErrExists
// where that was said before.
func (tx *Tx) SayNotSame(a Apart) error {
	tx.changed = true
	return tx.run.addSealed(tx.ctx, insertNotSame, tx.work.At, [][]any{{tx.work.Register, a.One, a.Other, a.Reason, instant(tx.work.At), a.UserID, a.UserName}})
}

// ApartFrom lists those of whom a person said that they are not the same as a
// case, the earliest first.
func (s *Store) ApartFrom(ctx context.Context, register, caseID string) ([]Apart, error) {
	said, err := s.NotSame(ctx, register)
	said = slices.DeleteFunc(said, func(a Apart) bool { return a.One != caseID && a.Other != caseID })
	slices.Reverse(said)
	return said, err
}

// NotSame lists the pairs of which a person said that they are two, the latest
// first.
func (s *Store) NotSame(ctx context.Context, register string) ([]Apart, error) {
	return all(ctx, s.reader(), selectNotSame, func(row scan) (a Apart, err error) {
		err = row(&register, &a.One, &a.Other, &a.Reason, instantColumn{&a.At}, &a.UserID, &a.UserName)
		return a, err
	}, register)
}
