package bench

import (
	"bufio"
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"homeward/internal/access"
	"homeward/internal/store"
)

// floorProcess names in the environment the directory of which this program,
// started anew, reads 50 people by bare SQL instead of running benchmarks.
const floorProcess = "HOMEWARD_BENCH_FLOOR"

func init() {
	dir := os.Getenv(floorProcess)
	if dir == "" {
		return
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, store.FileName))
	if err == nil {
		var n int
		err = db.QueryRow("SELECT COUNT(*) FROM (SELECT * FROM people WHERE register = $1 AND on_register = 'on' ORDER BY rating_rank, open_due, sort_key, case_id LIMIT 50)", area.Code).Scan(&n)
	}
	fmt.Println("ready", err)
	time.Sleep(time.Hour)
}

// BenchmarkServe starts the program on a register that is there, until its
// first page comes. The floor is a process that opens the database and reads 50
// people. It also says how much memory each of them holds: the program when it
// has served 200 pages.
func BenchmarkServe(b *testing.B) {
	for _, people := range sizes(b) {
		b.Run(fmt.Sprintf("SQLite/%d", people), func(b *testing.B) {
			dir, r := cached(b, people), open(b, "SQLite", people)
			var done, floors, memory, floorMemory []int
			for b.Loop() {
				began := time.Now()
				p := start(b, homeward(b, "serve", "--data", dir, "--addr", "127.0.0.1:0", "--second-factor-from", "2999-12-31"))
				address := p.said[strings.Index(p.said, "http://"):]
				response, err := http.Get(address + "/sign-in")
				must(b, err)
				read(b, response, http.StatusOK)
				done = append(done, int(time.Since(began)))
				b.StopTimer()
				memory = append(memory, p.after200Pages(b, r, address))
				p.stop(b)

				began = time.Now()
				floor := exec.Command(os.Args[0])
				floor.Env = append(os.Environ(), floorProcess+"="+dir)
				p = start(b, floor)
				floors = append(floors, int(time.Since(began)))
				if p.said != "ready <nil>" {
					b.Fatal(p.said)
				}
				floorMemory = append(floorMemory, p.resident(b))
				p.stop(b)
				b.StartTimer()
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(percentile(done, 50))/1e6, "ms")
			b.ReportMetric(float64(percentile(floors, 50))/1e6, "floor-ms")
			b.ReportMetric(float64(percentile(done, 50))/float64(percentile(floors, 50)), "x-floor")
			b.ReportMetric(float64(percentile(memory, 50))/1e3, "MB")
			b.ReportMetric(float64(percentile(floorMemory, 50))/1e3, "floor-MB")
		})
	}
}

// BenchmarkImportCommand brings the spreadsheet in at the command line, from
// the start of the program to its end, and says how much memory it took at
// most.
func BenchmarkImportCommand(b *testing.B) {
	file := filepath.Join(b.TempDir(), "register.xlsx")
	must(b, os.WriteFile(file, spreadsheet(b), 0o600))
	var done, memory []int
	for b.Loop() {
		b.StopTimer()
		dir := b.TempDir()
		must(b, homeward(b, "register", "--data", dir, area.Code, area.Name).Run())
		b.StartTimer()
		c := homeward(b, "import", file, "--register", area.Code, "--data", dir, "--take-suggestions")
		began := time.Now()
		out, err := c.CombinedOutput()
		done = append(done, int(time.Since(began)))
		if err != nil || !strings.HasPrefix(string(out), fmt.Sprint(lines, " people added")) {
			b.Fatalf("%v: %s", err, out)
		}
		memory = append(memory, int(c.ProcessState.SysUsage().(*syscall.Rusage).Maxrss))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(percentile(done, 50))/1e6, "ms")
	b.ReportMetric(float64(percentile(memory, 50))/1e3, "peak-MB")
}

// homeward is a command of the program as make build left it; HOMEWARD_BINARY
// names another.
func homeward(b *testing.B, args ...string) *exec.Cmd {
	b.Helper()
	binary := os.Getenv("HOMEWARD_BINARY")
	if binary == "" {
		binary = filepath.Join("..", "..", "bin", "homeward")
	}
	if _, err := os.Stat(binary); err != nil {
		b.Fatalf("there is no program to start: run make build (%v)", err)
	}
	c := exec.Command(binary, args...)
	c.Env = []string{"TMPDIR=" + os.TempDir()}
	return c
}

// process is a program that runs, and the first line that it printed.
type process struct {
	*exec.Cmd
	said string
}

func start(b *testing.B, c *exec.Cmd) process {
	b.Helper()
	out, err := c.StdoutPipe()
	must(b, err)
	must(b, c.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(b, err)
	return process{c, strings.TrimSpace(line)}
}

func (p process) stop(b *testing.B) {
	b.Helper()
	must(b, p.Process.Signal(syscall.SIGTERM))
	p.Wait() // one that does not listen for the signal ends by it
}

// resident is how many thousand bytes of memory the process holds.
func (p process) resident(b *testing.B) int {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.Process.Pid))
	must(b, err)
	_, after, _ := strings.Cut(string(status), "VmRSS:")
	var n int
	_, err = fmt.Sscan(after, &n)
	must(b, err)
	return n
}

// after200Pages is resident after pages of the register and of people.
func (p process) after200Pages(b *testing.B, r *register, address string) int {
	b.Helper()
	// Cookies of a server that is not a demo are for TLS alone: this visitor
	// carries them by hand.
	stay := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := stay.PostForm(address+"/sign-in", credentials(access.Coordinator))
	must(b, err)
	cookies := response.Cookies()
	read(b, response, http.StatusSeeOther)
	for n := range 200 {
		path := "/register"
		if n%2 == 1 {
			path = "/people/" + r.one(n)
		}
		request, err := http.NewRequest(http.MethodGet, address+path, nil)
		must(b, err)
		for _, c := range cookies {
			request.AddCookie(c)
		}
		response, err := stay.Do(request)
		must(b, err)
		read(b, response, http.StatusOK)
	}
	return p.resident(b)
}
