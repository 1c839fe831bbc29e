package app

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/casefile"
	"homeward/internal/document/documenttest"
	"homeward/internal/enginetest"
	"homeward/internal/store"
)

// asking is somebody with something of everything that is kept, and who may
// answer them.
type asking struct {
	*board
	id      string
	ig      access.Actor
	secrets []string // words that are in what somebody must look at, by part
}

func newAsking(t *testing.T, address string) *asking {
	t.Helper()
	b := open(t, address)
	x := &asking{board: b, ig: b.staffMember(t, "Ines Gould", access.InformationGovernance)}
	must(t, b.KeepSecretsBy(secretKey))
	x.id = b.person(t, "9994760173").Case
	letter := b.letter("Dear Sam, PERIWINKLE says hello.")
	letter.Title = "Letter about CHARLOTTE"
	_, err := b.Attach(b.ctx, b.here, x.id, letter)
	must(t, err)
	line := CommandLine("HERE")
	for _, add := range []casefile.Add{
		{Fact: casefile.Consent{To: casefile.ToRegister, Decision: casefile.Given, Basis: casefile.Own}},
		{Fact: casefile.Contact{ID: "c1", Role: "Mother", Name: "Wilhelmina Ashdown", Phone: "01632 960 001"}},
		{Fact: casefile.Rated{Rating: casefile.Red, Factors: []string{"Self-harm"}}, Note: "The neighbour QUIBBLE told us."},
		{Fact: casefile.Note{}, Note: "Wilhelmina rang about the flat."},
		{Fact: casefile.Note{}, Note: "Sam likes trains."},
		{Fact: casefile.Action{ID: "a1", Due: b.Today() + 3, Text: "Find ZEPPELIN a bed"}},
	} {
		add.On = b.Today()
		must(t, second(b.Record(b.ctx, b.here, x.id, AnyVersion, add)))
	}
	must(t, b.do(b.ctx, "HERE", func(tx *store.Tx) error {
		c, err := tx.Case(x.id)
		must(t, err)
		must(t, tx.Append(c, author(b.here, access.Import), casefile.Entry{On: b.Today(), Fact: casefile.Imported{
			Import: "i", File: "dsr.xlsx", Sheet: "DSR", Row: 4, Key: "k", Cells: []casefile.Cell{{Column: "Surname", Value: "Example"}},
			Flags: []casefile.Flag{{ID: "f", Code: casefile.FlagUnread, Column: "Remarks", Value: "??", Message: "Remarks could not be read"}},
		}}))
		return tx.Audit(b.audit(b.here, access.Import, "import person", x.id, ""))
	}))
	c, err := b.store.Case(b.ctx, "HERE", x.id)
	must(t, err)
	for _, e := range c.Entries {
		if strings.Contains(e.Note, "QUIBBLE") {
			must(t, b.Mark(b.ctx, b.here, x.id, e.Seq, access.ThirdParty, "QUIBBLE asked us to keep it"))
		}
		if f, ok := e.Fact.(casefile.Action); ok && f.ID == "a1" {
			must(t, b.Mark(b.ctx, b.here, x.id, e.Seq, access.Safeguarding, "about ZEPPELIN"))
		}
	}
	nurse := b.staffMember(t, "Nur Se", access.Clinician)
	must(t, b.Involve(b.ctx, line, x.id, NewInvolvement{UserID: nurse.UserID, Relation: access.CareTeam}))
	must(t, b.Restrict(b.ctx, b.here, x.id, true, "JERICHO must not find them"))
	must(t, b.KeepDraft(b.ctx, b.here, "note/"+x.id, 1, url.Values{"note": {"MARZIPAN, perhaps"}}))
	must(t, b.KeepDraft(b.ctx, b.here, "note/anotherone", 1, url.Values{"note": {"of somebody else"}}))
	must(t, b.Remind(b.ctx, "HERE"))
	must(t, second(b.Person(b.ctx, nurse, x.id, AsAt{})))
	x.secrets = []string{"QUIBBLE", "ZEPPELIN", "Wilhelmina", "Ashdown", "960 001", "JERICHO", "MARZIPAN", "CHARLOTTE", "PERIWINKLE", "To Sam"}
	return x
}

func (x *asking) answered(t *testing.T, format AnswerFormat) (Answer, string) {
	t.Helper()
	var file bytes.Buffer
	n, err := x.AnswerSubject(x.ctx, x.ig, x.id, format, &file)
	must(t, err)
	if format == AnswerPDF {
		return n, strings.Join(strings.Fields(documenttest.Text(t, file.Bytes())), " ")
	}
	return n, file.String()
}

func (x *asking) view(t *testing.T) AccessView {
	t.Helper()
	v, err := x.SubjectAccess(x.ctx, x.ig, x.id)
	must(t, err)
	return v
}

func (x *asking) decide(t *testing.T, p AccessPart, c AccessChoice) error {
	t.Helper()
	c.Part, c.Seen = p.ID, p.Seen
	return x.DecideAccess(x.ctx, x.ig, x.id, c)
}

// together are the parts that may be given together.
func (x *asking) together(t *testing.T) (read []AccessChoice) {
	t.Helper()
	for _, p := range x.view(t).Parts {
		if p.Undecided() && p.WithOthers() {
			read = append(read, AccessChoice{Part: p.ID, Seen: p.Seen})
		}
	}
	return read
}

func (x *asking) giveTogether(t *testing.T) error {
	t.Helper()
	return x.GiveTogether(x.ctx, x.ig, x.id, x.together(t))
}

func TestWhatNobodyHasLookedAtIsLeftOutAndCounted(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		x := newAsking(t, address)
		for _, format := range AnswerFormats[1:] {
			n, file := x.answered(t, format)
			// What was written freely waits to be read, like the rest.
			for _, secret := range append(x.secrets, "of somebody else", "Sam likes trains.", "dsr.xlsx", "Remarks could not be read") {
				if strings.Contains(file, secret) {
					t.Errorf("%s has %q", format, secret)
				}
			}
			for _, there := range []string{"999 476 0173", "Nur Se", "Opened the record", "Nobody has decided yet if it can be given."} {
				if !strings.Contains(file, there) {
					t.Errorf("%s lacks %q", format, there)
				}
			}
			want := []AnswerGround{{Ground: NotLookedAt, Text: notLookedAt.Told, Whole: 9}}
			if !n.Draft || !reflect.DeepEqual(n.LeftOut, want) || len(n.Reminders) == 0 || len(n.Involved) != 2 || len(n.Acts) < 10 {
				t.Errorf("%s: draft %v, left out %+v, %d reminders, involved %+v, %d acts", format, n.Draft, n.LeftOut, len(n.Reminders), n.Involved, len(n.Acts))
			}
			// Each is named where it would stand, and its effect stays.
			nothing := 0
			for _, p := range slices.Concat(n.Entries, n.Beside, n.Documents) {
				if p.Given == GivenNothing {
					nothing++
				}
			}
			if nothing != 9 || len(n.Entries) != len(x.kase(t).Entries) {
				t.Errorf("%s: %d left out of %d entries", format, nothing, len(n.Entries))
			}
		}
		n, file := x.answered(t, AnswerJSON)
		var read Answer
		must(t, json.Unmarshal([]byte(file), &read))
		if !reflect.DeepEqual(read, n) {
			t.Errorf("reading the file gives\n%+v, it was\n%+v", read, n)
		}
		if rating := slices.IndexFunc(n.Now, func(w Words) bool { return w.Heading == "Rating" && strings.HasPrefix(w.Text, "Red since") }); rating < 0 {
			t.Errorf("the colour is gone with its reasons: %+v", n.Now)
		}
	})
}

func (x *asking) kase(t *testing.T) *casefile.Case {
	t.Helper()
	c, err := x.store.Case(x.ctx, "HERE", x.id)
	must(t, err)
	return c
}

func TestARequestIsDecidedPartByPartAndEnded(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		x := newAsking(t, address)
		day := x.Today()
		wantKind(t, x.BeginRequest(x.ctx, x.ig, x.id, day+1, "Sam"), Invalid)
		wantKind(t, x.BeginRequest(x.ctx, x.ig, x.id, day, " "), Invalid)
		must(t, x.BeginRequest(x.ctx, x.ig, x.id, day-3, "Sam, by letter"))
		wantKind(t, x.BeginRequest(x.ctx, x.ig, x.id, day, "Sam again"), Invalid)
		v := x.view(t)
		if v.ToDecide() != 9 || v.Request == nil || v.Rules.AnswerBy(*v.Request).String() != "2026-12-19" {
			t.Fatalf("%d to decide, request %+v", v.ToDecide(), v.Request)
		}
		wantKind(t, x.EndRequest(x.ctx, x.ig, x.id, AccessGiven, "By post"), Invalid)
		why := map[string]AccessPart{}
		for _, p := range v.Parts {
			for _, w := range p.Why {
				why[w] = p
			}
		}
		third, safe, contact := why["It is marked as third-party information"], why["It is marked as safeguarding"], why["It is about somebody else"]
		note, draft, shut := why["It may name somebody else: Wilhelmina"], why["It was not saved: nobody has said that it is right"], why["It says why the record was kept from others"]
		for _, c := range []AccessChoice{
			{Do: "burn"}, {Do: Withhold, Reason: "x"}, {Do: Withhold, Ground: "others"}, {Do: Withhold, Ground: "whim", Reason: "x"},
			{Do: Redact, Ground: "others", Reason: "x"}, {Do: Redact, Ground: "others", Reason: "x", Words: []string{"not there"}}, {Do: Redact, Ground: "others", Reason: "x", Words: []string{"Q"}},
			{Do: Redact, Ground: "others", Reason: "x", Words: []string{"Rated red"}},
		} {
			wantKind(t, x.decide(t, third, c), Invalid)
		}
		must(t, x.decide(t, third, AccessChoice{Do: Redact, Ground: "others", Reason: "He was afraid SECRETREASON", Words: []string{"quibble"}}))
		must(t, x.decide(t, safe, AccessChoice{Do: Withhold, Ground: "harm", Reason: "Dr Okafor said so"}))
		must(t, x.decide(t, contact, AccessChoice{Do: Include}))
		must(t, x.decide(t, note, AccessChoice{Do: Include}))
		must(t, x.decide(t, draft, AccessChoice{Do: Withhold, Ground: "not-theirs", Reason: "It is about another"}))
		letter := why["It has to be read"]
		wantKind(t, x.decide(t, letter, AccessChoice{Do: Redact, Ground: "others", Reason: "x", Words: []string{"CHARLOTTE"}}), Invalid)
		if at, file, err := x.AccessFile(x.ctx, x.ig, x.id, letter.ID); err != nil || string(file) != "Dear Sam, PERIWINKLE says hello." || at.FileName != "To Sam.txt" {
			t.Errorf("to decide on a letter: %q, %+v, %v", file, at, err)
		}
		must(t, x.decide(t, letter, AccessChoice{Do: Include}))
		must(t, x.decide(t, shut, AccessChoice{Do: Withhold, Ground: "others", Reason: "x"}))
		must(t, x.giveTogether(t))
		n, page := x.answered(t, AnswerHTML)
		grounds := v.Rules.Grounds
		want := []AnswerGround{
			{"others", grounds[0].Told, grounds[0].Law, 1, 1}, {"harm", grounds[1].Told, grounds[1].Law, 1, 0}, {"not-theirs", grounds[5].Told, grounds[5].Law, 1, 0},
		}
		if n.Draft || !reflect.DeepEqual(n.LeftOut, want) {
			t.Errorf("draft %v, left out %+v", n.Draft, n.LeftOut)
		}
		for _, secret := range []string{"QUIBBLE", "ZEPPELIN", "JERICHO", "MARZIPAN", "SECRETREASON", "Okafor", "draft and is not"} {
			if strings.Contains(page, secret) {
				t.Errorf("the answer has %q", secret)
			}
		}
		for _, there := range []string{"The neighbour [left out] told us.", "Wilhelmina Ashdown", "Wilhelmina rang", "3 things", "Some words are left out.", "schedule 3, paragraphs 5 and 11", "Letter about CHARLOTTE", "File: documents/1 To Sam.txt", "Sam likes trains.", "Remarks could not be read"} {
			if strings.Contains(page, there) != (there != "3 things") {
				t.Errorf("the answer and %q", there)
			}
		}
		x.archived(t, n, true)
		// What changes has to be looked at again.
		must(t, x.Mark(x.ctx, CommandLine("HERE"), x.id, note.entry.Seq, access.Safeguarding, "more is known now"))
		if p, _ := x.view(t).Part(note.ID); !p.Undecided() {
			t.Errorf("marked since, and still decided: %+v", p)
		}
		stale := AccessChoice{Do: Include, Part: note.ID, Seen: note.Seen}
		wantKind(t, x.DecideAccess(x.ctx, x.ig, x.id, stale), Invalid)
		p, _ := x.view(t).Part(note.ID)
		must(t, x.decide(t, p, AccessChoice{Do: Include}))
		must(t, x.EndRequest(x.ctx, x.ig, x.id, AccessGiven, "By post to their mother’s"))
		wantKind(t, x.decide(t, p, AccessChoice{Do: Include}), NotFound)
		wantKind(t, x.EndRequest(x.ctx, x.ig, x.id, AccessGiven, "Again"), Invalid)
		v = x.view(t)
		if v.Request != nil || len(v.Earlier) != 1 || v.Earlier[0].Outcome != AccessGiven || v.Earlier[0].EndedName != "Ines Gould" {
			t.Errorf("after the end: %+v, %+v", v.Request, v.Earlier)
		}
		if n, _ := x.answered(t, AnswerJSON); !n.Draft || len(n.Requests) != 1 || n.Requests[0].Words != "" || n.Requests[0].Ground != NotLookedAt {
			t.Errorf("the next answer: draft %v, requests %+v", n.Draft, n.Requests)
		}
		list, err := x.AccessRequests(x.ctx, x.ig)
		must(t, err)
		if len(list) != 1 || list[0].Person != "Sam Example" || list[0].EndedAt.IsZero() {
			t.Errorf("the list has %+v", list)
		}
	})
}

// archived reads an archive back: every form, each file that is given, and no
// other.
func (x *asking) archived(t *testing.T, n Answer, withLetter bool) {
	t.Helper()
	var file bytes.Buffer
	must(t, second(x.AnswerSubject(x.ctx, x.ig, x.id, AnswerZIP, &file)))
	z, err := zip.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	must(t, err)
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		in, err := f.Open()
		must(t, err)
		data, err := io.ReadAll(in)
		must(t, err)
		switch sum := sha256.Sum256(data); {
		case strings.HasPrefix(f.Name, "documents/"):
			if d := n.Documents[0].File; string(data) != "Dear Sam, PERIWINKLE says hello." || d.Name != f.Name || d.SHA256 != hex.EncodeToString(sum[:]) || d.Size != len(data) {
				t.Errorf("%s has %q, and is said to be %+v", f.Name, data, d)
			}
		case strings.HasSuffix(f.Name, ".json"):
			acts, err := x.Acts(x.ctx, x.ig, ActsQuery{Case: x.id, Kind: Exported})
			must(t, err)
			if !slices.ContainsFunc(acts.Acts, func(act Act) bool {
				return strings.HasPrefix(act.Detail, "zip, ") && strings.HasSuffix(act.Detail, "SHA-256 "+hex.EncodeToString(sum[:]))
			}) {
				t.Errorf("the audit has no archive with %x: %+v", sum, acts.Acts)
			}
		}
	}
	want := []string{"information-HERE-2026-11-22.pdf", "information-HERE-2026-11-22.html", "information-HERE-2026-11-22.json"}
	if withLetter {
		want = append(want, "documents/1 To Sam.txt")
	}
	if !slices.Equal(names, want) {
		t.Errorf("the archive has %q, want %q", names, want)
	}
}

func TestAFileThatIsNotFoundCleanIsNotGiven(t *testing.T) {
	t.Parallel()
	x := newAsking(t, enginetest.SQLite(t))
	n, _ := x.answered(t, AnswerJSON)
	x.archived(t, n, false) // nobody has looked at it
	must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "Sam"))
	v := x.view(t)
	i := slices.IndexFunc(v.Parts, func(p AccessPart) bool { return p.File != nil })
	must(t, x.decide(t, v.Parts[i], AccessChoice{Do: Include}))
	n, _ = x.answered(t, AnswerJSON)
	x.archived(t, n, true)
	x.ScanBy(&daemon{found: "Eicar"})
	if p, _ := x.view(t).Part(v.Parts[i].ID); !p.Undecided() {
		t.Errorf("it waits for the scanner, and the decision of before holds: %+v", p)
	}
	wantKind(t, err3(x.AccessFile(x.ctx, x.ig, x.id, v.Parts[i].ID)), Forbidden)
	p, _ := x.view(t).Part(v.Parts[i].ID)
	must(t, x.decide(t, p, AccessChoice{Do: Include}))
	n, page := x.answered(t, AnswerHTML)
	x.archived(t, n, false)
	if !strings.Contains(page, "The file: The virus scanner has not looked at it yet") {
		t.Error("it is not said that the file cannot be given")
	}
}

func err3[A, B any](_ A, _ B, err error) error { return err }

func TestWordsLeftOutAreGoneFromAllThatFollows(t *testing.T) {
	t.Parallel()
	x := newAsking(t, enginetest.SQLite(t))
	must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "Sam"))
	for _, p := range x.view(t).Parts {
		for about, words := range map[string]string{"Find ZEPPELIN": "ZEPPELIN", "Contact: Wilhelmina": "Wilhelmina Ashdown"} {
			if strings.Contains(p.Title, about) {
				must(t, x.decide(t, p, AccessChoice{Do: Redact, Ground: "others", Reason: "x", Words: []string{words}}))
			}
		}
	}
	must(t, x.giveTogether(t))
	n, page := x.answered(t, AnswerHTML)
	if strings.Contains(page, "ZEPPELIN") || strings.Contains(page, "Ashdown") {
		t.Error("words that are left out of an entry stand elsewhere")
	}
	if want := (Words{"Contact", "[left out] (Mother)"}); !slices.Contains(n.Now, want) {
		t.Errorf("how things stand is %+v, want %+v among it", n.Now, want)
	}
}

func TestWhatCorrectsSomethingLeftOutIsLeftOut(t *testing.T) {
	t.Parallel()
	x := newAsking(t, enginetest.SQLite(t))
	must(t, x.BeginRequest(x.ctx, x.ig, x.id, x.Today(), "Sam"))
	i := slices.IndexFunc(x.view(t).Parts, func(p AccessPart) bool {
		return slices.ContainsFunc(p.Lines, func(l casefile.Line) bool { return l.Text == "Sam likes trains." })
	})
	trains := x.view(t).Parts[i]
	must(t, second(x.Record(x.ctx, x.here, x.id, AnyVersion, casefile.StrikeOut{Entry: trains.entry.Seq, Reason: "It is PLANES that Sam likes"})))
	must(t, x.giveTogether(t))
	if _, file := x.answered(t, AnswerHTML); !strings.Contains(file, "PLANES") {
		t.Error("what corrects an entry that is given is not given")
	}
	must(t, x.decide(t, trains, AccessChoice{Do: Withhold, Ground: "others", Reason: "x"}))
	if _, file := x.answered(t, AnswerHTML); strings.Contains(file, "PLANES") || strings.Contains(file, "trains") {
		t.Error("what corrects an entry that is left out is given")
	}
	// It is decided by itself, and not with others, what becomes of it.
	if got := x.together(t); len(got) != 0 {
		t.Errorf("%+v may be given together", got)
	}
	must(t, x.decide(t, trains, AccessChoice{Do: Include}))
	if _, file := x.answered(t, AnswerHTML); !strings.Contains(file, "PLANES") || !strings.Contains(file, "trains") {
		t.Error("what is given after all is left out")
	}
}

func TestOnlyInformationGovernanceAnswers(t *testing.T) {
	t.Parallel()
	x := newAsking(t, enginetest.SQLite(t))
	other := x.ig
	other.Register = "THERE"
	try := func(actor access.Actor, kind Kind) {
		t.Helper()
		wantKind(t, second(x.SubjectAccess(x.ctx, actor, x.id)), kind)
		wantKind(t, second(x.AnswerSubject(x.ctx, actor, x.id, AnswerJSON, &bytes.Buffer{})), kind)
		wantKind(t, x.BeginRequest(x.ctx, actor, x.id, x.Today(), "Sam"), kind)
		wantKind(t, x.EndRequest(x.ctx, actor, x.id, AccessWithdrawn, "x"), kind)
		wantKind(t, x.DecideAccess(x.ctx, actor, x.id, AccessChoice{Part: "entry-1", Do: Include}), kind)
		wantKind(t, x.GiveTogether(x.ctx, actor, x.id, []AccessChoice{{Part: "entry-1"}}), kind)
		wantKind(t, err3(x.AccessFile(x.ctx, actor, x.id, DocumentPart("x"))), kind)
	}
	for _, role := range access.Roles {
		if role != access.InformationGovernance {
			actor := access.Actor{UserID: "u", Name: "U", Register: "HERE", Roles: []access.Role{role}}
			try(actor, Forbidden)
			wantKind(t, second(x.AccessRequests(x.ctx, actor)), Forbidden)
			wantKind(t, second(x.FindForAccess(x.ctx, actor, "Sam")), Forbidden)
		}
	}
	try(access.Actor{Register: "HERE"}, Forbidden)
	try(other, NotFound)
	if found, err := x.FindForAccess(x.ctx, other, "Example"); err != nil || len(found) > 0 {
		t.Errorf("another register finds %+v, %v", found, err)
	}
	wantKind(t, second(x.CaseOfNumber(x.ctx, other, "999 476 0173")), NotFound)
	if id, err := x.CaseOfNumber(x.ctx, x.ig, "999 476 0173"); err != nil || id != x.id {
		t.Errorf("by number: %q, %v", id, err)
	}
	// What was taken out is in the audit, with its hash.
	x.answered(t, AnswerJSON)
	acts, err := x.Acts(x.ctx, x.ig, ActsQuery{Case: x.id, Kind: Exported})
	must(t, err)
	if len(acts.Acts) != 1 || !strings.Contains(acts.Acts[0].Detail, "json, 9 parts left out, SHA-256 ") || acts.Acts[0].Purpose != string(access.Answering) {
		t.Errorf("the audit has %+v", acts.Acts)
	}
}

// What was said of two records, and on which agendas somebody was, is part of
// what is kept about them; with whom they were compared is for a person to
// decide.
func TestAnAnswerHasWhatStandsBesideTheRecord(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		x := newAsking(t, address)
		other := x.person(t, "").Case
		must(t, x.Restrict(x.ctx, x.here, x.id, false, "no more"))
		must(t, x.SayNotSame(x.ctx, x.here, x.id, other, "His cousin KUMQUAT has the same name"))
		meeting := x.meets(t)
		must(t, x.AddToAgenda(x.ctx, x.here, meeting, x.id))
		on := ""
		for _, p := range x.view(t).Parts {
			switch p.What {
			case "Two records":
				if !p.Undecided() || len(p.Lines) != 1 || !strings.Contains(p.Lines[0].Text, "KUMQUAT") {
					t.Errorf("what was said of two records: %+v", p)
				}
				on += "a"
			case "Meeting":
				if p.ID != "agenda-"+meeting || p.Title != "On the agenda of a meeting: Adults" || p.Undecided() {
					t.Errorf("the agenda: %+v", p)
				}
				on += "b"
			}
		}
		if on != "ab" {
			t.Errorf("of the two there are %q", on)
		}
		if _, page := x.answered(t, AnswerHTML); strings.Contains(page, "KUMQUAT") || !strings.Contains(page, "On the agenda of a meeting: Adults") {
			t.Error("the answer names whom they were compared with, or lacks the agenda")
		}
	})
}
