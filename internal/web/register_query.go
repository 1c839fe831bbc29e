package web

import (
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// registerQuery is what the register's page shows and how, as its address says.
// What a search looks for is not in it, but a word that stands for it.
type registerQuery struct {
	Board       bool
	Search      string // see app.KeepSearch
	Ratings     []string
	Authorities []string
	Ages        []string
	Cohort      string
	Setting     string
	Coordinator string // a digest of the name: see coordinatorKey
	Overdue     bool
	NoConsent   bool
	Attention   bool
	Since       civil.Date
	Member      string // "" on the register, or one of the constants below
	Sort        string
	Desc        bool
	Page        int // 1 if not given
	Size        int // 50 if not given

	sinceTyped string // what was typed for Since and is no day
}

// pageSizes are those that can be chosen.
var pageSizes = []int{25, 50, 100, 250}

const (
	usualSize = 50
	boardSize = 25 // cards in a column
)

// readQuery reads an address. What it does not know it leaves out.
func readQuery(v url.Values) registerQuery {
	q := registerQuery{
		Board:       v.Get("as") == "board",
		Ratings:     known(v["rating"], ratingChoices()),
		Authorities: some(v["authority"]),
		Ages:        known(v["age"], ageChoices()),
		Cohort:      oneOf(v.Get("cohort"), string(casefile.CTR), string(casefile.CETR)),
		Setting:     oneOf(v.Get("setting"), string(casefile.Community), string(casefile.Inpatient)),
		Overdue:     v.Get("overdue") == "yes",
		NoConsent:   v.Get("no-consent") == "yes",
		Attention:   v.Get("attention") == "yes",
		Member:      oneOf(v.Get("people"), memberLeft, memberMoved, memberDied, memberAny),
		Sort:        oneOf(v.Get("sort"), sorts()...),
		Page:        1,
		Size:        usualSize,
	}
	if slices.Equal(q.Ratings, []string{app.NotRated}) {
		q.Board = false // which has no column for them
	}
	if id := v.Get("search"); isID(id) {
		q.Search = id
	}
	if key := v.Get("held-by"); len(key) == 12 && isHex(key) {
		q.Coordinator = key
	}
	q.Desc = q.Sort != "" && v.Get("order") == "desc"
	if n, err := strconv.Atoi(v.Get("page")); err == nil && n > 1 && n < 1_000_000 && !q.Board {
		q.Page = n
	}
	if n, err := strconv.Atoi(v.Get("size")); err == nil && slices.Contains(pageSizes, n) {
		q.Size = n
	}
	if typed := strings.TrimSpace(v.Get("since")); typed != "" {
		if q.Since = typedDay(typed); q.Since == 0 {
			q.sinceTyped = typed
		}
	}
	return q
}

// Whom the list has, when it is not who is on the register.
const (
	memberLeft  = "left"
	memberMoved = "moved"
	memberDied  = "died"
	memberAny   = app.AnyMembership
)

// values writes the address: readQuery reads the same query from it. What is
// as usual is left out, so that each list has one address.
func (q registerQuery) values() url.Values {
	v := url.Values{}
	set := func(name, value string, given bool) {
		if given {
			v.Set(name, value)
		}
	}
	set("as", "board", q.Board)
	set("search", q.Search, q.Search != "")
	for name, list := range map[string][]string{"rating": q.Ratings, "authority": q.Authorities, "age": q.Ages} {
		if len(list) > 0 {
			v[name] = list
		}
	}
	set("cohort", q.Cohort, q.Cohort != "")
	set("setting", q.Setting, q.Setting != "")
	set("held-by", q.Coordinator, q.Coordinator != "")
	set("overdue", "yes", q.Overdue)
	set("no-consent", "yes", q.NoConsent)
	set("attention", "yes", q.Attention)
	set("since", q.Since.String(), q.Since != 0)
	set("since", q.sinceTyped, q.sinceTyped != "")
	set("people", q.Member, q.Member != "")
	set("sort", q.Sort, q.Sort != "")
	set("order", "desc", q.Desc)
	set("page", strconv.Itoa(q.Page), q.Page > 1)
	set("size", strconv.Itoa(q.Size), q.Size != usualSize)
	return v
}

// href is the address of the list.
func (q registerQuery) href() string { return pathWith("/register", q.values()) }

func pathWith(path string, v url.Values) string {
	if len(v) == 0 {
		return path
	}
	return path + "?" + v.Encode()
}

// with is the query changed, from its first page on.
func (q registerQuery) with(change func(*registerQuery)) registerQuery {
	q.Ratings, q.Authorities, q.Ages = slices.Clone(q.Ratings), slices.Clone(q.Authorities), slices.Clone(q.Ages)
	q.Page = 1
	change(&q)
	return q
}

// unfiltered is the query without its filters; how it is shown stays.
func (q registerQuery) unfiltered() registerQuery {
	return registerQuery{Board: q.Board, Search: q.Search, Sort: q.Sort, Desc: q.Desc, Page: 1, Size: q.Size}
}

// filtered reports whether there is any filter.
func (q registerQuery) filtered() bool {
	return len(q.Ratings)+len(q.Authorities)+len(q.Ages) > 0 || q.Cohort+q.Setting+q.Coordinator+q.Member != "" ||
		q.Overdue || q.NoConsent || q.Attention || q.Since != 0
}

// people is the query as the register answers it. Text is what the search
// looks for, coordinator the name that the address stands for.
func (q registerQuery) people(text, coordinator string) app.PeopleQuery {
	return app.PeopleQuery{
		Text: text, Ratings: q.Ratings, Authorities: q.Authorities, AgeGroups: q.Ages, Cohort: q.Cohort, Setting: q.Setting,
		Coordinator: coordinator, Overdue: q.Overdue, NoConsent: q.NoConsent, Attention: q.Attention, ChangedSince: q.Since,
		Membership: q.Member, Sort: q.Sort, Desc: q.Desc, Page: q.Page, Size: q.Size,
	}
}

// coordinatorKey stands for the name of a member of staff in an address.
func coordinatorKey(register, name string) string {
	sum := sha256.Sum256([]byte(register + "\x00" + name))
	return hex.EncodeToString(sum[:6])
}

func ratingChoices() []string {
	var all []string
	for _, r := range casefile.Ratings {
		all = append(all, string(r))
	}
	return append(all, app.NotRated)
}

func ageChoices() []string {
	var all []string
	for _, g := range app.AgeGroups {
		all = append(all, g.Key)
	}
	return all
}

func sorts() []string {
	var all []string
	for _, c := range app.RegisterColumns {
		if c.Sort != "" {
			all = append(all, c.Sort)
		}
	}
	return all
}

// known are those of the values that are choices, in the order of the choices.
func known(values, choices []string) []string {
	var out []string
	for _, c := range choices {
		if slices.Contains(values, c) {
			out = append(out, c)
		}
	}
	return out
}

// some are the values that are not empty, sorted, each once, and not beyond
// what an address can hold.
func some(values []string) []string {
	out := slices.DeleteFunc(slices.Clone(values), func(s string) bool { return strings.TrimSpace(s) == "" || len(s) > 200 })
	slices.Sort(out)
	out = slices.Compact(out)
	if len(out) == 0 {
		return nil
	}
	return out[:min(len(out), 200)]
}

func oneOf(value string, choices ...string) string {
	if slices.Contains(choices, value) {
		return value
	}
	return ""
}

func isID(s string) bool { return len(s) == len(app.NewID()) && isHex(s) }

func isHex(s string) bool {
	_, err := hex.DecodeString(s)
	return err == nil && s == strings.ToLower(s)
}

// typedDay reads a day typed in one field, day first, or as an address has it;
// 0 is none.
func typedDay(s string) civil.Date {
	if d, err := civil.Parse(s); err == nil {
		return d
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune("/.- ", r) })
	if len(parts) != 3 {
		return 0
	}
	day, err1 := strconv.Atoi(parts[0])
	year, err2 := strconv.Atoi(parts[2])
	month := readMonth(parts[1])
	if err1 != nil || err2 != nil || month == 0 || len(parts[2]) != 4 {
		return 0
	}
	d, _ := civil.New(year, month, day)
	return d
}
