package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/clock"
	"homeward/internal/demo"
	"homeward/internal/enginetest"
	"homeward/internal/store"
	"homeward/internal/web"
)

// area is the register that is measured.
var area = demo.Registers[0]

// register is a register of invented people that is being served.
type register struct {
	engine string
	people int
	app    *app.App
	bare   *sql.DB // the same database without Homeward
	url    string
	cases  []string // some of them, from all over the register
}

// sizes are the registers to measure with on SQLite. HOMEWARD_BENCH_PEOPLE
// names others: of 150,000 people it takes minutes to make one.
func sizes(b *testing.B) []int {
	list := os.Getenv("HOMEWARD_BENCH_PEOPLE")
	if list == "" {
		list = "1500,15000,150000"
	}
	var all []int
	for _, text := range strings.Split(list, ",") {
		n, err := strconv.Atoi(text)
		must(b, err)
		all = append(all, n)
	}
	return all
}

// onPostgres is how many people the register on PostgreSQL has.
const onPostgres = 15000

// eachRegister runs a benchmark with each of the registers.
func eachRegister(b *testing.B, run func(*testing.B, *register)) {
	for _, people := range sizes(b) {
		b.Run(fmt.Sprintf("SQLite/%d", people), func(b *testing.B) { run(b, open(b, "SQLite", people)) })
	}
	b.Run(fmt.Sprintf("PostgreSQL/%d", onPostgres), func(b *testing.B) { run(b, open(b, "PostgreSQL", onPostgres)) })
}

// opened are made once and used by all the benchmarks.
var opened = struct {
	sync.Mutex
	by    map[string]*register
	atEnd []func()
}{by: map[string]*register{}}

func init() { enginetest.Prepare = store.Migrate }

func TestMain(m *testing.M) {
	code := m.Run()
	for _, done := range slices.Backward(opened.atEnd) {
		done()
	}
	os.Exit(code)
}

// kept is a testing.TB whose clean-up waits until all benchmarks are done.
type kept struct{ testing.TB }

func (kept) Cleanup(done func()) { opened.atEnd = append(opened.atEnd, done) }

func open(b *testing.B, engine string, people int) *register {
	b.Helper()
	opened.Lock()
	defer opened.Unlock()
	key := fmt.Sprint(engine, people)
	if r := opened.by[key]; r != nil {
		return r
	}
	r := &register{engine: engine, people: people}
	address := ""
	if engine == "SQLite" {
		address = "sqlite:" + cached(b, people)
	} else {
		address = enginetest.Postgres(kept{b})
		fill(b, address, people)
	}
	s, err := store.Open(context.Background(), address)
	must(b, err)
	kept{b}.Cleanup(func() { s.Close() })
	r.app, err = app.New(s, clock.England(), time.Now)
	must(b, err)
	pages, err := web.New(r.app, web.Options{Demo: true})
	must(b, err)
	server := httptest.NewServer(pages)
	kept{b}.Cleanup(server.Close)
	r.url = server.URL
	r.bare = bare(b, address)
	r.cases = texts(b, r.bare, "SELECT case_id FROM people WHERE register = $1 AND on_register = 'on' ORDER BY case_id", area.Code)
	opened.by[key] = r
	return r
}

// fill makes the register with its invented people.
func fill(b *testing.B, address string, people int) {
	b.Helper()
	s, err := store.Open(context.Background(), address)
	must(b, err)
	defer s.Close()
	must(b, demo.FillOne(context.Background(), s, clock.England(), area, people, 1, time.Now()))
}

// cached is the directory of a register on SQLite, made anew on each day and
// whenever what it is made by has changed. Those of other days go.
func cached(b *testing.B, people int) string {
	b.Helper()
	sum := sha256.New()
	for _, pattern := range []string{"../store/migrations/*.sql", "../demo/*.go", "../clock/england.yaml"} {
		names, err := filepath.Glob(pattern)
		must(b, err)
		for _, name := range names {
			text, err := os.ReadFile(name)
			must(b, err)
			sum.Write(text)
		}
	}
	all := filepath.Join(os.TempDir(), "homeward-registers")
	today := time.Now().Format(time.DateOnly)
	dir := filepath.Join(all, fmt.Sprintf("%s-%d-%x", today, people, sum.Sum(nil)[:8]))
	if _, err := os.Stat(dir); err == nil {
		return dir
	}
	old, err := os.ReadDir(all)
	if err == nil {
		for _, each := range old {
			if !strings.HasPrefix(each.Name(), today) {
				must(b, os.RemoveAll(filepath.Join(all, each.Name())))
			}
		}
	}
	fmt.Fprintf(os.Stderr, "making a register of %d people in %s\n", people, dir)
	unfinished := fmt.Sprintf("%s.%d", dir, os.Getpid()) // another run may be making it as well
	fill(b, "sqlite:"+unfinished, people)
	must(b, os.Rename(unfinished, dir))
	return dir
}

// bare is a database as anyone may open it who knows only SQL.
func bare(b *testing.B, address string) *sql.DB {
	b.Helper()
	driver := "pgx"
	if dir, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, address = "sqlite", "file:"+filepath.Join(dir, store.FileName)+"?_pragma=busy_timeout(30000)&_pragma=synchronous(FULL)&_txlock=immediate"
	}
	db, err := sql.Open(driver, enginetest.In(b, address, area.Code))
	must(b, err)
	kept{b}.Cleanup(func() { db.Close() })
	return db
}

// visitor is somebody of a role who is signed in, in a browser of their own.
type visitor struct {
	*http.Client
	url string
}

func (r *register) signIn(b *testing.B, role access.Role) visitor {
	b.Helper()
	jar, err := cookiejar.New(nil)
	must(b, err)
	stay := func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	v := visitor{&http.Client{Jar: jar, CheckRedirect: stay}, r.url}
	v.post(b, "/sign-in", credentials(role))
	if !strings.Contains(v.get(b, "/account"), role.Word()) {
		b.Fatalf("no %s could sign in", role)
	}
	return v
}

// credentials are what somebody of a role signs in with.
func credentials(role access.Role) url.Values {
	form := url.Values{}
	for _, account := range demo.Accounts() {
		if account.Register == area.Code && account.Role == role {
			form = url.Values{"email": {account.Email}, "password": {account.Password}}
		}
	}
	return form
}

// get is a page. Each request opens it anew, as a browser does.
func (v visitor) get(b *testing.B, path string) string {
	b.Helper()
	response, err := v.Get(v.url + path)
	must(b, err)
	return read(b, response, http.StatusOK)
}

// post sends a form that is accepted: the answer leads on to another page,
// which is not asked for.
func (v visitor) post(b *testing.B, path string, form url.Values) {
	b.Helper()
	response, err := v.PostForm(v.url+path, form)
	must(b, err)
	read(b, response, http.StatusSeeOther)
}

func read(b *testing.B, response *http.Response, status int) string {
	b.Helper()
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	must(b, err)
	if response.StatusCode != status {
		b.Fatalf("%s %s was answered with %s", response.Request.Method, response.Request.URL.Path, response.Status)
	}
	return string(text)
}

func must(b testing.TB, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
