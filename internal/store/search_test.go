package store

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

func TestPeopleAreFound(t *testing.T) {
	t.Parallel()
	people := map[string]casefile.Details{
		"brien":     {GivenName: "Siân", FamilyName: "O’Brien", NHSNumber: "9991234560", BirthDate: civil.Of(1987, 3, 2)},
		"obrien":    {GivenName: "Sian", FamilyName: "Obrien"},
		"berg":      {GivenName: "Łukasz", FamilyName: "van der Berg", NHSNumber: "9991230001"},
		"berger":    {GivenName: "Lucas", FamilyName: "Berger"},
		"muhammad":  {GivenName: "Muhammad", FamilyName: "Khan", BirthDate: civil.Of(2010, 12, 25)},
		"mohammed":  {GivenName: "Mohammed", FamilyName: "Khan"},
		"catherine": {GivenName: "Catherine", FamilyName: "Smyth", PreferredName: "Cat"},
		"kathryn":   {GivenName: "Kathryn", FamilyName: "Smith"},
		"leigh":     {GivenName: "Leigh", FamilyName: "MacDonald"},
		"hyphen":    {GivenName: "Zoë", FamilyName: "Jones-Evans"},
		"other":     {GivenName: "Яна", FamilyName: "Новак"},
	}
	each(t, func(t *testing.T, s *Store) {
		makeRegister(t, s, "N1")
		makeRegister(t, s, "N2")
		for id, d := range people {
			put(t, s, "N1", id, on("2026-01-01", d), on("2026-01-02", casefile.JoinedRegister{}))
		}
		put(t, s, "N2", "elsewhere", on("2026-01-01", people["brien"]), on("2026-01-02", casefile.JoinedRegister{}))
		put(t, s, "N1", "struck", on("2026-01-01", people["brien"]), on("2026-01-02", casefile.EnteredInError{Entry: 1}))
		put(t, s, "N1", "left", on("2026-01-01", people["brien"]), on("2026-01-02", casefile.LeftRegister{}))
		for text, want := range map[string]string{
			"sian": "brien obrien", "SIÂN": "brien obrien", "  Siân\tO'Brien ": "brien obrien", "o brien": "brien", "obrien": "brien obrien", "O’BRIEN": "brien obrien", "brien": "brien",
			"Shaun":  "brien obrien", // as it sounds
			"łukasz": "berg berger", "lukasz": "berg berger", "lucas": "berger berg", "berg": "berg berger", "vander": "berg", "vanderberg": "berg", "van der berg": "berg", "Berger": "berger",
			"muhammad": "muhammad mohammed", "Mohammed": "mohammed muhammad", "mohamed khan": "mohammed muhammad", "mo": "mohammed",
			"kathryn": "kathryn catherine", "Catherine": "catherine kathryn", "kath": "kathryn catherine", "cat": "catherine", "smith": "kathryn catherine", "smyth": "catherine kathryn", "catherine smith": "kathryn catherine",
			"lee": "leigh", "mcdonald": "leigh", "Mac Donald": "leigh", "donald": "leigh",
			"zoe": "hyphen", "evans": "hyphen", "jones evans": "hyphen", "Jones-Evans": "hyphen", "zoey": "hyphen",
			"яна": "other", "нов": "other",
			"9991234560": "brien", "999 123 4560": "brien", "999-123-4560": "brien", "999 123": "berg brien", "9990": "",
			"2/3/1987": "brien", "02/03/1987": "brien", "2.3.87": "brien", "2 March 1987": "brien", "2nd mar 1987": "brien", "1987-03-02": "brien", "3/2/1987": "",
			"sian 2/3/1987": "brien", "khan 25/12/10": "muhammad", "khan 25/12/1910": "",
			"sian nobody": "", "?": "", "%": "", "_": "", "' OR 1=1 --": "", "99": "", "nobody": "",
		} {
			rows := listed(t, s, "N1", PeopleQuery{Text: text, Today: today})
			if strings.Contains(text, "999 123") && len(text) == 7 {
				slices.SortFunc(rows, func(a, b PersonRow) int { return cmp.Compare(a.CaseID, b.CaseID) })
			}
			if got := strings.Join(ids(rows), " "); got != want {
				t.Errorf("%q found %q, want %q", text, got, want)
			}
			page, err := s.People(t.Context(), "N1", PeopleQuery{Text: text, Today: today})
			if err != nil || page.Total != len(rows) || page.Counts.None != len(rows) || len(page.Rows) != len(rows) {
				t.Errorf("%q: page %+v, %v", text, page, err)
			}
		}
		if got := ids(listed(t, s, "N1", PeopleQuery{Text: "siân", Membership: AnyMembership, Today: today})); fmt.Sprint(got) != "[brien left obrien]" && fmt.Sprint(got) != "[left brien obrien]" {
			t.Errorf("of everyone: %v", got)
		}
		if got := listed(t, s, "N1", PeopleQuery{Text: "smith", Sort: SortName, Desc: true, Today: today}); fmt.Sprint(ids(got)) != "[catherine kathryn]" {
			t.Errorf("sorted by name, turned: %v", ids(got))
		}
	})
}

func TestNamesThatSoundAlike(t *testing.T) {
	t.Parallel()
	for _, same := range []string{
		"mohammed muhammad mohamed mohamad muhammed", "catherine kathryn katharine", "stephen steven", "philip phillip filip", "geoffrey jeffrey", "sean shaun shawn",
		"sarah sara", "graham graeme", "lee leigh", "rhys reece rees", "zoe zoey", "aisha ayesha", "isabel isobel isabelle", "elisabeth elizabeth", "nicola nichola", "rachel rachael",
		"thompson thomson", "clark clarke", "wright right", "knight night", "smith smyth", "reid reed read", "davis davies", "macdonald mcdonald", "hussain hussein", "ibrahim ebrahim",
		"michael micheal", "matthew mathew", "caitlin kaitlyn katelyn", "christian kristian", "szymon simon", "mitchell michell", "brown browne", "vaughan vaughn",
	} {
		words := strings.Fields(same)
		for _, w := range words {
			if got, want := soundKey(w), soundKey(words[0]); got != want || got == "" {
				t.Errorf("%s is %q, %s is %q", w, got, words[0], want)
			}
		}
	}
	for _, pair := range [][2]string{{"anna", "hannah"}, {"mark", "mary"}, {"smith", "simms"}, {"khan", "kim"}, {"lee", "lou"}, {"patel", "peters"}} {
		if soundKey(pair[0]) == soundKey(pair[1]) {
			t.Errorf("%s and %s are both %q", pair[0], pair[1], soundKey(pair[0]))
		}
	}
	for _, none := range []string{"", "a", "яна", "9"} {
		if got := soundKey(none); got != "" {
			t.Errorf("%q sounds like %q", none, got)
		}
	}
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"Siân O’Brien", "İstanbul", "ß", "\xff\x00", "ﬁ", "l·l", "''", "-", "x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, w := range nameWords(s) {
			if w == "" || w != strings.ToLower(w) || strings.ContainsAny(w, " '-") {
				t.Errorf("%q has the word %q", s, w)
			}
			// A word found in a list is found again by typing it.
			if again := nameWords(w); len(again) != 1 || again[0] != w {
				t.Errorf("%q folds to %q, and that to %q", s, w, again)
			}
		}
		for _, w := range searchWords(casefile.Details{GivenName: s, FamilyName: s}) {
			if w == "" {
				t.Errorf("%q has an empty word", s)
			}
		}
	})
}
