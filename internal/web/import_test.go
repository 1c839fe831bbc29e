package web

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
	"homeward/internal/sheet"
)

// inNovember is a site on the day that the registers of the tests were kept.
func inNovember(t *testing.T) *site {
	s := newSite(t)
	s.later(time.Date(2026, 11, 22, 10, 0, 0, 0, time.UTC).Sub(s.clock()))
	return s
}

// coordinator is the browser of a coordinator who can sign in again.
func (s *site) coordinator(email string) (*browser, string) {
	s.t.Helper()
	b := s.browser()
	b.signIn(s.user(email, []access.Role{access.Coordinator}, "NORTH"))
	return b, email
}

// upload sends a file as the page does.
func (b *browser) upload(name string, data []byte) answer {
	b.t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := httptest.NewRequest("POST", "/imports", &body)
	r.Header.Set("Content-Type", form.FormDataContentType())
	return b.send(r)
}

// uploaded is the address of the import of a file.
func (b *browser) uploaded(name string, data []byte) string {
	b.t.Helper()
	got := b.upload(name, data)
	path, ok := strings.CutSuffix(got.location, "/columns")
	if got.status != http.StatusSeeOther || !ok {
		b.t.Fatalf("status %d to %q\n%s", got.status, got.location, got.body)
	}
	return path
}

// uploadedPage is the page with the columns of a file.
func (b *browser) uploadedPage(name, file string) *html.Node {
	b.t.Helper()
	return b.page(b.uploaded(name, []byte(file)) + "/columns")
}

// reviewed takes a file up to its lines.
func (b *browser) reviewed(name string, data []byte) string {
	b.t.Helper()
	at := b.uploaded(name, data)
	b.post(at+"/columns", formOf(b.t, b.page(at+"/columns"), at+"/columns").with(map[string]string{"do": "save"})).leads(at + "/review")
	return at
}

// broughtIn takes a file to the end, by the suggestions.
func (b *browser) broughtIn(name string, data []byte) string {
	b.t.Helper()
	at := b.reviewed(name, data)
	b.post(at+"/suggestions", nil)
	b.post(at+"/commit", nil).leads(at)
	b.site.app.Wait()
	return at
}

const smallRegister = `Surname,First name,DOB,NHS No,RAG,Wishes
Adeyemi,Ada,01/02/2001,9994760173,Red,A garden
ADEYEMI,Ada,01/02/2001,999 476 0173,Amber,
Bright,Ben,03/04/1990,9990000026,Amber,
Cole,Cy,05/06/2010,,n/k,Trains
Dean,Di,12/12/1999,9991234579,Green,
,,,,,
Total,4,,,,
`

func northshire(t *testing.T) []byte {
	t.Helper()
	data, err := os.ReadFile("../sheet/testdata/register-northshire.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestImportFromUploadToUndo(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	says(t, b.page("/imports"), "Nothing is saved in the register until the last step")
	at := b.uploaded("register-northshire.xlsx", northshire(t))
	b.get(at).leads(at + "/columns")
	b.get(at + "/review").leads(at + "/columns")

	columns := b.page(at + "/columns")
	says(t, b.uploadedPage("unsure.csv", "Surname,First name,DOB,NHS No,RAG October,RAG November\n"+strings.Repeat("Adeyemi,Ada,1/2/2001,9994760173,Red,Amber\n", 5)), "Not sure")
	says(t, columns, "register-northshire.xlsx", "Such as: O'Brien;", "Bring in the people of this sheet")
	b.post(at+"/columns", formOf(t, columns, at+"/columns").with(map[string]string{"do": "save"})).leads(at + "/review")
	b.get(at).leads(at + "/review")

	review := b.page(at + "/review")
	says(t, review, "Need a decision", "Take all 30 suggestions", "Nothing differs.", "As rated in the file: Red 38 Amber 71 Green 81 Blue 50")
	for _, tab := range []string{tabToDecide, tabDecided, tabReady, tabUnchanged, tabIgnored} {
		b.page(at + "/review?show=" + tab)
	}
	says(t, b.page(at+"/review?show=ready&page=2"), "51 to 100 of 210 lines")
	says(t, b.page(at+"/review?show=ignored"), "These are the column headings.", "It stands above the column headings.", "This is a total, not a person.")
	only := b.page(at + "/review?show=to-decide&problem=nhs-number-invalid")
	says(t, only, "Only those with this problem: The NHS number is not valid", "Correct NHS No.")
	b.get(at + "/commit").leads(at + "/review")
	b.post(at+"/commit", nil).leads(at + "/review")
	says(t, b.page(at+"/review"), "Nothing was brought in yet. 30 lines still need a decision.")

	b.post(at+"/problem", url.Values{"problem": {"duplicate-in-file"}, "choice": {"join"}}).leads(at + "/review")
	says(t, b.page(at+"/review"), "9 lines decided. 21 lines still need a decision.")
	b.post(at+"/suggestions", nil).leads(at + "/review")
	says(t, b.page(at+"/review"), "21 lines decided as suggested. No line needs a decision any more.", "Go on to bringing in")
	says(t, b.page(at+"/review?show=decided"), "bring both lines in as one")

	sure := b.page(at + "/commit")
	says(t, sure, "You are about to bring in 230 people", "Further lines of one of these people 10")
	b.post(at+"/commit", formOf(t, sure, at+"/commit").with(nil)).leads(at)
	says(t, b.get(at).walked(http.StatusOK), "Your spreadsheet")
	s.app.Wait()
	b.post(at+"/commit", nil).leads(at)
	for _, page := range []string{"/columns", "/review", "/commit", "/discard"} {
		b.get(at + page).leads(at)
	}
	receipt := b.page(at)
	says(t, receipt, "Your spreadsheet has been brought in", "Brought in on 22 November 2026 by coordinator", "People added to the register 230", "Further lines of one of these people 10", "This is a total, not a person.")
	says(t, b.page("/imports"), "register-northshire.xlsx", "Brought in", "230 added, 0 changed")
	flagged := find(receipt, "href", "/register?attention=yes")
	if flagged == nil {
		t.Fatal("the receipt does not lead to who needs attention")
	}
	says(t, b.page("/register?attention=yes"), "people with these filters")

	file := b.get(at + "/receipt.csv")
	records, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(file.body, "\ufeff"))).ReadAll()
	if err != nil || file.header.Get("Content-Type") != "text/csv; charset=utf-8" || !strings.Contains(file.header.Get("Content-Disposition"), "receipt-NORTH-2026-11-22.csv") {
		t.Fatalf("%v %v", err, file.header)
	}
	became := map[string]int{}
	for _, r := range records[1:] {
		became[r[2]]++
	}
	if became["Added to the register"] != 230 || became["Joined to an earlier line of the same person"] != 10 || became["Not a person"] == 0 {
		t.Errorf("the receipt has %v", became)
	}

	undo := b.page(at + "/undo")
	says(t, undo, "The 230 people whom it added leave the register again")
	b.post(at+"/undo", formOf(t, undo, at+"/undo").with(nil)).leads(at)
	says(t, b.page(at), "The import has been undone.", "every entry that it made was struck out")
	says(t, b.page("/register"), "Nobody is on this register yet")
	says(t, b.page(at+"/undo"), "This import cannot be undone", "It has been undone already.")
	b.post(at+"/undo", nil).leads(at + "/undo")

	at = b.broughtIn("register-northshire.xlsx", northshire(t))
	says(t, b.page(at), "People added to the register 230")
	again := b.reviewed("register-northshire.xlsx", northshire(t))
	says(t, b.page(again+"/review?show=unchanged"), "1 to 50 of 240 lines", "240 Nothing new")
	says(t, b.page(again+"/commit"), "There is nothing new in this spreadsheet")
}

func TestUndoIsRefusedAfterAnotherEntry(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	at := b.broughtIn("a.csv", []byte(smallRegister))
	s.later(time.Minute)
	people, err := s.app.People(t.Context(), s.actor(access.Coordinator, "NORTH"), app.PeopleQuery{Text: "Bright"})
	if err != nil || len(people.Rows) != 1 {
		t.Fatal(people.Rows, err)
	}
	_, err = s.app.Record(t.Context(), s.actor(access.Coordinator, "NORTH"), people.Rows[0].CaseID, app.AnyVersion,
		casefile.Rate{On: s.today(), Rated: casefile.Rated{Rating: casefile.Red}, Reason: "in crisis"})
	if err != nil {
		t.Fatal(err)
	}
	says(t, b.page(at), "This import cannot be undone. Something else has been recorded for Ben Bright since.")
	b.post(at+"/undo", nil).leads(at + "/undo")
	page := b.page(at + "/undo")
	says(t, page, "Something else has been recorded for Ben Bright since.")
	if find(page, "action", at+"/undo") != nil {
		t.Error("the undoing is offered all the same")
	}
	says(t, b.page("/register"), "4 people on the register")
}

// TestRefusedFiles says why, in the words of the refusal, and keeps nothing.
func TestRefusedFiles(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	for _, c := range []struct {
		name string
		data []byte
		says string
	}{
		{"", nil, "Choose the spreadsheet that you want to bring in"},
		{"empty.csv", nil, "There is nothing in this file."},
		{"minutes.pdf", []byte("%PDF-1.7\nhello"), "This file is a PDF, which Homeward does not read."},
		{"register.xlsm", append([]byte("PK\x03\x04"), make([]byte, 40)...), "This file holds macros"},
		{"register.xlsx", []byte("PK\x03\x04 and no more"), "This file is damaged"},
		{"big.csv", bytes.Repeat([]byte("a,b,c\n"), 4<<20), "This file is larger than 20 MB."},
	} {
		got := b.upload(c.name, c.data)
		doc := got.walked(http.StatusUnprocessableEntity)
		says(t, doc, "There is a problem", c.says)
		if find(doc, "href", "#file") == nil {
			t.Errorf("%s: no link to the field", c.name)
		}
	}
	b.post("/imports", url.Values{"file": {"a.csv"}}).walked(http.StatusUnprocessableEntity)
	if page := b.page("/imports"); find(page, "id", "imports") != nil {
		t.Error("a refused file is in the list")
	}
}

// TestImportGuards: who may not import, and who works in another register, get
// to none of the pages.
func TestImportGuards(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	at := b.reviewed("a.csv", []byte(smallRegister))
	stranger := s.signedIn(access.Coordinator, "SOUTH")
	saysNot(t, stranger.page("/imports"), "a.csv")
	var others []*browser
	for _, role := range access.Roles {
		if role != access.Coordinator {
			others = append(others, s.signedIn(role, "NORTH"))
		}
	}
	tried := 0
	for _, r := range (&Server{}).routes() {
		method, pattern, _ := strings.Cut(r.pattern, " ")
		if !strings.HasPrefix(pattern, "/imports") {
			continue
		}
		tried++
		path := strings.Replace(pattern, "/imports/{id}", at, 1)
		try := func(b *browser) answer {
			if method == "GET" {
				return b.get(path)
			}
			return b.post(path, nil)
		}
		for _, other := range others {
			try(other).walked(http.StatusForbidden)
		}
		if strings.Contains(pattern, "{id}") {
			try(stranger).walked(http.StatusNotFound)
		}
		if got := try(s.browser()); got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in") {
			t.Errorf("%s without signing in: %d to %q", r.pattern, got.status, got.location)
		}
	}
	if tried < 15 {
		t.Errorf("only %d routes were tried", tried)
	}
	b.page(at + "/review")
}

func TestImportColumns(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b, email := s.coordinator("ada.byron@example.org")
	at := b.uploaded("north.csv", []byte("Register of the north\nWho,What,,,,\n"+smallRegister))
	form := func() filled { return formOf(t, b.page(at+"/columns"), at+"/columns") }

	twice := form().with(map[string]string{"do": "save", "column-0-5": "rating"})
	doc := b.post(at+"/columns", twice).walked(http.StatusUnprocessableEntity)
	says(t, doc, "“RAG” and “Wishes” are both set to Rating: choose one of them")
	if find(doc, "href", "#column-0-5") == nil {
		t.Error("the error does not lead to the column")
	}
	if got := formOf(t, doc, at+"/columns").with(nil); got.Get("column-0-5") != "rating" || got.Get("use-0") != "yes" {
		t.Errorf("what was typed is lost: %v", got)
	}
	none := form().with(map[string]string{"do": "save"})
	none.Del("use-0")
	says(t, b.post(at+"/columns", none).walked(http.StatusUnprocessableEntity), "Choose at least one sheet that lists people")
	nameless := form().with(map[string]string{"do": "save", "column-0-0": "", "column-0-1": "", "column-0-3": ""})
	says(t, b.post(at+"/columns", nameless).walked(http.StatusUnprocessableEntity), "choose which column holds the names or the NHS numbers")
	unknown := form().with(map[string]string{"do": "save", "column-0-5": "shoe-size"})
	says(t, b.post(at+"/columns", unknown).walked(http.StatusUnprocessableEntity), "choose what this column holds")

	// Other headings: what they are is kept until it is confirmed.
	for _, row := range []string{"900", "none", "0"} {
		doc := b.post(at+"/columns", form().with(map[string]string{"do": "show-0", "headings-0": row})).walked(http.StatusUnprocessableEntity)
		if find(doc, "href", "#headings-0") == nil {
			t.Errorf("row %s: no link to the field", row)
		}
	}
	b.post(at+"/columns", form().with(map[string]string{"do": "save", "headings-0": "2"})).leads(at + "/columns#sheet-0")
	other := b.page(at + "/columns")
	says(t, other, "What you chose here is kept. It is not confirmed yet.", "Who", "What")
	if got := formOf(t, other, at+"/columns").with(nil); got.Get("shown-0") != "2" || got.Get("headings-0") != "2" {
		t.Errorf("shown are %v", got)
	}
	b.post(at+"/columns", form().with(map[string]string{"do": "show-0", "headings-0": "3"})).leads(at + "/columns#sheet-0")

	// A session that ends meanwhile loses nothing.
	typed := form().with(map[string]string{"do": "save", "column-0-5": "support-needed"})
	s.later(app.SessionIdle + time.Minute)
	got := b.post(at+"/columns", typed)
	if got.status != http.StatusSeeOther || !strings.HasPrefix(got.location, "/sign-in?") || !strings.Contains(got.location, "why=kept") {
		t.Fatalf("%d to %q", got.status, got.location)
	}
	next, err := url.Parse(got.location)
	if err != nil || next.Query().Get("next") != at+"/columns" {
		t.Errorf("%v, %v", next, err)
	}
	b.signIn(email)
	if got := form().with(nil); got.Get("column-0-5") != "support-needed" {
		t.Errorf("after signing in again: %v", got)
	}
	b.post(at+"/columns", form().with(map[string]string{"do": "save"})).leads(at + "/review")
	says(t, b.page(at+"/review"), "3 Need a decision")
	saysNot(t, b.page(at+"/columns"), "It is not confirmed yet.")

	later := b.uploaded("later.csv", []byte(smallRegister))
	page := b.page(later + "/columns")
	says(t, page, "Headings that you confirmed for this register’s last spreadsheet are taken as they were then.")
	if got := formOf(t, page, later+"/columns").with(nil); got.Get("column-0-5") != "support-needed" {
		t.Errorf("not remembered: %v", got)
	}
}

func TestImportLines(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b, email := s.coordinator("ada.byron@example.org")
	at := b.reviewed("a.csv", []byte(smallRegister))
	card := func(doc *html.Node, n int) string { return words(t, lineSection(t, doc, n), fmt.Sprintf("line-%d", n)) }
	toDecide := b.page(at + "/review?show=to-decide")
	for n, want := range []string{"Row 3 of sheet a: Ada ADEYEMI", "Row 5 of sheet a: Cy Cole", "Row 6 of sheet a: Di Dean"} {
		if got := card(toDecide, n); !strings.EqualFold(got, want) {
			t.Errorf("line %d is %q, want %q", n, got, want)
		}
	}
	says(t, toDecide, "The two lines beside each other:", "They are two people: correct what they share", "NHS No “9991234579”.", "NHS No is empty", "RAG “n/k”.")
	saysNot(t, toDecide, "Somebody else: bring in as another person")

	// Two at work on the same page do not undo each other's decisions.
	colleague := s.signedIn(access.Coordinator, "NORTH")
	mine := formOf(t, toDecide, at+"/lines")
	theirs := formOf(t, colleague.page(at+"/review?show=to-decide"), at+"/lines")
	colleague.post(at+"/lines", theirs.with(map[string]string{"choice-1": "leave-out"})).leads(at + "/review?show=to-decide")
	says(t, colleague.page(at+"/review"), "Saved. 2 lines still need a decision.")
	b.post(at+"/lines", mine.with(map[string]string{"choice-0": "join"})).leads(at + "/review?show=to-decide")
	says(t, b.page(at+"/review"), "Saved. 1 line still needs a decision.")
	decided := b.page(at + "/review?show=decided")
	says(t, decided, "2 Decided")
	if got := formOf(t, decided, at+"/lines").with(nil); got.Get("choice-0") != "join" || got.Get("choice-1") != "leave-out" {
		t.Errorf("decided are %v", got)
	}

	// A correction is checked again.
	correct := func(text string) {
		form := formOf(t, b.page(at+"/review?show=to-decide"), at+"/lines")
		b.post(at+"/lines", form.with(map[string]string{"cell-0-0": text})).leads(at + "/review?show=to-decide")
	}
	correct("999 476 0171")
	says(t, b.page(at+"/review?show=to-decide"), "NHS No “999 476 0171”.", "NHS No was corrected. In the file it is “9991234579”.")
	correct("999 000 0018")
	says(t, b.page(at+"/review"), "No line needs a decision any more.")

	// One that is ready can be left out, and taken back.
	ready := b.page(at + "/review?show=ready")
	says(t, ready, "3 Ready", "Leave out row 2")
	b.post(at+"/lines", formOf(t, ready, at+"/lines").with(map[string]string{"choice-2": "leave-out"})).leads(at + "/review?show=ready")
	back := formOf(t, b.page(at+"/review?show=decided"), at+"/lines")
	if back.with(nil).Get("choice-2") != "leave-out" {
		t.Fatalf("not left out: %v", back.values)
	}
	b.post(at+"/lines", back.with(map[string]string{"choice-2": "bring-in"}))
	says(t, b.page(at+"/review?show=ready"), "3 Ready")

	// What is sent when the session has ended is saved after signing in.
	form := formOf(t, b.page(at+"/review?show=decided"), at+"/lines").with(map[string]string{"choice-1": "bring-in"})
	s.later(app.SessionIdle + time.Minute)
	if got := b.post(at+"/lines", form); !strings.Contains(got.location, "why=kept") {
		t.Errorf("to %q", got.location)
	}
	b.signIn(email)
	b.get(at + "/review").leads(at + "/review")
	says(t, b.page(at+"/review"), "What you had chosen before you were signed out is saved now.")
	says(t, b.page(at+"/commit"), "You are about to bring in 4 people", "Lines that you left out 0")
	b.post(at+"/commit", nil).leads(at)
	s.app.Wait()
	says(t, b.page(at), "People added to the register 4", "Further lines of one of these people 1")

	// Against the register, side by side.
	at = b.reviewed("b.csv", []byte(strings.Replace(smallRegister, "9990000026,Amber,", "9990000026,Red,A boat", 1)))
	doc := b.page(at + "/review?show=to-decide")
	says(t, doc, "The record and the line beside each other:", "On the register", "Open the record", "The same person: record what is new")
	b.post(at+"/suggestions", nil)
	says(t, b.page(at+"/commit"), "You are about to change the records of 1 person")

	// Where only the number agrees, nothing is suggested.
	at = b.reviewed("c.csv", []byte("Surname,First name,DOB,NHS No,RAG\nElse,Somebody,7/7/1977,9994760173,Red\n"))
	says(t, b.page(at+"/review"), "neither the name nor the date of birth does", "Homeward has no suggestion for these lines.", "Leave out 1 line")
	saysNot(t, b.page(at+"/review"), "Suggested", "Same person in")
}

// lineSection is the part of a page that has the line of a number.
func lineSection(t *testing.T, doc *html.Node, n int) *html.Node {
	t.Helper()
	s := find(doc, "aria-labelledby", fmt.Sprintf("line-%d", n))
	if s == nil {
		t.Fatalf("the page has no line %d", n)
	}
	return s
}

func TestDiscardImport(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	at := b.reviewed("a.csv", []byte(smallRegister))
	page := b.page(at + "/discard")
	says(t, page, "Nothing of it has been brought in.")
	b.post(at+"/discard", formOf(t, page, at+"/discard").with(nil)).leads("/imports")
	doc := b.page("/imports")
	says(t, doc, "The spreadsheet was discarded.")
	saysNot(t, doc, "a.csv")
	b.get(at).walked(http.StatusNotFound)
}

// TestImportProgress draws the page as it is while the work goes on.
func TestImportProgress(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	view := app.ImportView{Progress: app.Progress{Done: 1200, Total: 5000}}
	view.ID = "abc"
	templates, err := parse()
	if err != nil {
		t.Fatal(err)
	}
	server := &Server{app: s.app, templates: templates}
	w := httptest.NewRecorder()
	page := &importPage{Page: server.newPage(visit{}, "Your spreadsheet is being brought in"), File: "a.csv", Progress: progressOf(view)}
	if err := server.render(w, http.StatusOK, "import", page); err != nil {
		t.Fatal(err)
	}
	doc := walk(t, w.Body.String())
	says(t, doc, "1,200 of 5,000 lines", "You can leave this page")
	if find(doc, "data-poll-url", "/imports/abc/progress") == nil {
		t.Error("the page does not ask how far it is")
	}

	at := b.broughtIn("a.csv", []byte(smallRegister))
	got := b.get(at + "/progress")
	if got.status != http.StatusOK || strings.Contains(got.body, "data-poll-url") || !strings.Contains(got.body, "It is finished") {
		t.Errorf("%d %s", got.status, got.body)
	}
}

// TestImportLogsNobody: neither names nor numbers of a file are in the log, in
// an address, or in the name of a cookie.
func TestImportLogsNobody(t *testing.T) {
	t.Parallel()
	s := inNovember(t)
	b := s.signedIn(access.Coordinator, "NORTH")
	at := b.broughtIn("a.csv", []byte(smallRegister))
	b.page(at)
	for _, word := range []string{"Adeyemi", "9994760173", "a.csv", "Bright"} {
		if strings.Contains(s.log.String(), word) {
			t.Errorf("%q is in the log", word)
		}
	}
}

// TestEveryFieldCanBeChosen for a column.
func TestEveryFieldCanBeChosen(t *testing.T) {
	t.Parallel()
	choices := map[string]string{}
	for _, item := range fieldItems {
		if item.Value != nil {
			choices[*item.Value] = item.Text
		}
	}
	for _, f := range sheet.Fields {
		if choices[string(f.Field)] != f.Label {
			t.Errorf("%s is offered as %q", f.Field, choices[string(f.Field)])
		}
	}
}
