package cli

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"homeward/internal/clamd/clamdtest"
	"homeward/internal/enginetest"
)

var attachmentOf = regexp.MustCompile(`href="(/people/[0-9a-z-]+/attachments/[0-9a-z-]+)"`)

// attach attaches a text by the form, as a browser sends it.
func (v *visitor) attach(caseID, title, text string) {
	t := v.process.t
	t.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	day, month, year := today()
	for name, value := range map[string]string{"title": title, "kind": "letter", "mark": "none", "on[day]": day, "on[month]": month, "on[year]": year} {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	file, err := form.CreateFormFile("file", "letter.txt")
	if err == nil {
		_, err = io.WriteString(file, text)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, v.process.at()+"/people/"+caseID+"/attachments", &body)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.Header.Set("Cookie", v.session)
	got, err := v.client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer got.Body.Close()
	if got.StatusCode != http.StatusSeeOther {
		text, err := io.ReadAll(got.Body)
		t.Fatalf("attaching %s: %s, %v\n%s", title, got.Status, err, text)
	}
}

// page is a page that is there.
func (v *visitor) page(path string) string {
	v.process.t.Helper()
	got, err := v.ask(http.MethodGet, path, nil)
	if err != nil || got.status != http.StatusOK {
		v.process.t.Fatalf("%s: %+v, %v", path, got, err)
	}
	return got.body
}

// TestServeScansByClamd: whoever serves with --clamd gives nobody a file with a
// virus, also one that was attached before, and none that was not scanned; and
// what came while the scanner was silent is scanned when Homeward starts again.
func TestServeScansByClamd(t *testing.T) {
	t.Parallel()
	enginetest.Each(t, func(t *testing.T, address string) {
		p := soaked(t, address)
		p.start()
		v := p.visitor(visitorEmail(0))
		id, got, err := v.add(unlike())
		if id == "" {
			t.Fatalf("%+v, %v", got, err)
		}
		list := "/people/" + id + "/attachments"
		v.attach(id, "An old letter", "All is well: "+clamdtest.Virus)
		old := attachmentOf.FindStringSubmatch(v.page(list))
		if old == nil {
			t.Fatal("without a scanner the letter cannot be opened")
		}
		if body := v.page(old[1]); !strings.Contains(body, "All is well") {
			t.Errorf("it is opened as %q", body)
		}
		p.kill()

		daemon := clamdtest.Start(t, "unix:"+filepath.Join(t.TempDir(), "clamd.ctl"))
		p.here = append(p.here, "--clamd", daemon.Address)
		p.start()
		until := func(words string, links int) {
			t.Helper()
			for end := time.Now().Add(30 * time.Second); ; time.Sleep(50 * time.Millisecond) {
				body := v.page(list)
				if strings.Contains(body, words) && len(attachmentOf.FindAllString(body, -1)) == links {
					return
				}
				if time.Now().After(end) {
					t.Fatalf("there are never %d letters to open and %q", links, words)
				}
			}
		}
		until("The virus scanner found "+clamdtest.VirusName+" in it", 0)
		if got, err := v.ask(http.MethodGet, old[1], nil); err != nil || got.status != http.StatusForbidden || strings.Contains(got.body, clamdtest.Virus) {
			t.Errorf("what has a virus is opened: %+v, %v", got, err)
		}
		v.attach(id, "A good letter", "All is well now.")
		good := attachmentOf.FindStringSubmatch(v.page(list))
		if good == nil || v.page(good[1]) != "All is well now." {
			t.Errorf("what was found clean cannot be opened: %v", good)
		}
		daemon.Answer("INSTREAM size limit exceeded. ERROR")
		v.attach(id, "A letter that waits", "It may be well.")
		until("The virus scanner has not looked at it yet", 1)
		p.kill()
		daemon.Well()
		p.start()
		until("A letter that waits", 2)
		p.kill()
	})
	d := newDrill(t, enginetest.SQLite(t))
	r := d.step(exitWrong, "the address of the virus scanner cannot be read", "", append([]string{"serve", "--addr", "127.0.0.1:0", "--clamd", "localhost:3310"}, at(d.owner)...)...)
	if strings.Contains(r.stdout, "Homeward is at") {
		t.Error("it serves without the scanner that was asked for")
	}
}
