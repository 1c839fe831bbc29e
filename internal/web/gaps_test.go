package web

import (
	"net/http"
	"reflect"
	"strings"
	"testing"

	"homeward/internal/access"
	"homeward/internal/app"
	"homeward/internal/casefile"
)

func TestGapsPage(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.person("NORTH", rosa, casefile.Add{On: feb1, Fact: casefile.LocalAuthority{Name: "Northshire"}}, nights, step(casefile.SupportStep{Status: casefile.NoSuchService}, ""))
	chair := s.signedIn(access.Chair, "NORTH")
	says(t, chair.page("/support"), "Gaps in services, by kind, place and age")
	doc := chair.page(gapsPath)
	says(t, doc, "1 gap")
	want := [][]string{{"Help at home or to get out Northshire, Under 18", "Northshire", "Under 18", "1", "2 Mar 2026 today", "Nothing written down"}}
	if got := needsOf(doc); !reflect.DeepEqual(got, want) {
		t.Errorf("rows\n got %q\nwant %q", got, want)
	}
	for path, n := range map[string]int{"?place=Northshire": 1, "?place=-": 0, "?ages=under-18": 1, "?ages=18-25": 0, "?kind=help-at-home": 1, "?kind=home": 0, "?closed=1": 1} {
		if got := len(needsOf(chair.page(gapsPath + path))); got != n {
			t.Errorf("%s lists %d, want %d", path, got, n)
		}
	}
	got := chair.get(gapsPath + "/export?place=Northshire")
	if got.status != http.StatusOK || !strings.Contains(got.body, "Help at home or to get out,Northshire,Under 18,Yes,2026-03-02,1,,") || got.header.Get("Content-Disposition") != `attachment; filename="gaps-2026-03-02.csv"` {
		t.Errorf("the file: %d %q %q", got.status, got.header.Get("Content-Disposition"), got.body)
	}

	path := gapPath(app.GapKey{Category: "help-at-home", Place: "Northshire", Ages: "under-18"})
	says(t, chair.page(path), "People waiting 1", "Open since 2 March 2026", "Opened: somebody cannot be helped in time")
	chair.fill(path, map[string]string{"words": " "}).walked(http.StatusUnprocessableEntity)
	chair.fill(path, map[string]string{"words": "Asked the council"}).leads(path)
	says(t, chair.page(path), "Asked the council", "What is done about it")
	chair.fill(path, map[string]string{"words": "Nights are given now", "served": "1"}).leads(path)
	says(t, chair.page(path), "Closed: there is a service")
	says(t, chair.page(gapsPath), "No gap fits this.")

	worker := s.signedIn(access.SocialWorker, "NORTH")
	says(t, worker.page(gapsPath+"?closed=1"), "Fewer than 5")
	saysNot(t, worker.page(path), "Say what is done")
	refused(t, worker, http.StatusForbidden, "POST "+path)
	refused(t, s.signedIn(access.Provider, "NORTH"), http.StatusForbidden, "GET "+gapsPath, "GET "+path, "GET "+gapsPath+"/export", "POST "+path)
	refused(t, s.signedIn(access.Chair, "SOUTH"), http.StatusNotFound, "GET "+path, "POST "+path)
}
