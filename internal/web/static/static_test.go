package static

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"
)

func built() *assets {
	return load(fstest.MapFS{
		".gitkeep":              {},
		"app.css":               {Data: []byte(strings.Repeat("a{color:red}", 100))},
		"app.js":                {Data: []byte("import './nhsuk-frontend.min.js'")},
		"draft.js":              {Data: []byte("export{}")},
		"fresh.js":              {Data: []byte("export{}")},
		"nhsuk-frontend.min.js": {Data: []byte("export{}")},
		"favicon.svg":           {Data: []byte("<svg/>")},
	})
}

func TestBuilt(t *testing.T) {
	t.Parallel()
	if !built().built() {
		t.Error("all files are there, yet it says not built")
	}
	if load(fstest.MapFS{".gitkeep": {}}).built() {
		t.Error("no file is there, yet it says built")
	}
}

func TestServe(t *testing.T) {
	t.Parallel()
	a := built()
	type answer struct {
		Status                     int
		Type, Cache, Encoding, Tag string
		Length                     int
	}
	for name, test := range map[string]struct {
		path, accept, ifNoneMatch string
		want                      answer
	}{
		"current": {
			path: "/static/" + a.digest + "/app.css",
			want: answer{200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", "", `"` + a.digest + `"`, 1200},
		},
		"zipped": {
			path: "/static/" + a.digest + "/app.css", accept: "br, gzip",
			want: answer{200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", "gzip", `"` + a.digest + `-gzip"`, 1200},
		},
		"too small to zip": {
			path: "/static/" + a.digest + "/app.js", accept: "gzip",
			want: answer{200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", "", `"` + a.digest + `"`, 32},
		},
		"of another build": {
			path: "/static/000000000000/favicon.svg",
			want: answer{200, "image/svg+xml; charset=utf-8", "no-cache", "", `"` + a.digest + `"`, 6},
		},
		"without digest": {
			path: "/static/favicon.svg",
			want: answer{200, "image/svg+xml; charset=utf-8", "no-cache", "", `"` + a.digest + `"`, 6},
		},
		"already held": {
			path: "/static/favicon.svg", ifNoneMatch: `"` + a.digest + `"`,
			want: answer{304, "", "no-cache", "", `"` + a.digest + `"`, 0},
		},
		"unknown":     {path: "/static/" + a.digest + "/app.ts", want: answer{404, "text/plain; charset=utf-8", "", "", "", 19}},
		"hidden file": {path: "/static/.gitkeep", want: answer{404, "text/plain; charset=utf-8", "", "", "", 19}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequest(http.MethodGet, test.path, nil)
			r.Header.Set("Accept-Encoding", test.accept)
			r.Header.Set("If-None-Match", test.ifNoneMatch)
			w := httptest.NewRecorder()
			a.ServeHTTP(w, r)
			body := io.Reader(w.Body)
			if w.Header().Get("Content-Encoding") == "gzip" {
				var err error
				if body, err = gzip.NewReader(body); err != nil {
					t.Fatal(err)
				}
			}
			content, err := io.ReadAll(body)
			if err != nil {
				t.Fatal(err)
			}
			h := w.Header()
			got := answer{w.Code, h.Get("Content-Type"), h.Get("Cache-Control"), h.Get("Content-Encoding"), h.Get("ETag"), len(content)}
			if got != test.want {
				t.Errorf("GET %s\n got %+v\nwant %+v", test.path, got, test.want)
			}
		})
	}
}

func TestDigestFollowsContent(t *testing.T) {
	t.Parallel()
	one := load(fstest.MapFS{"app.css": {Data: []byte("a")}})
	two := load(fstest.MapFS{"app.css": {Data: []byte("b")}})
	if one.digest == two.digest {
		t.Errorf("both have digest %s", one.digest)
	}
}

func TestPath(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, Path("app.css"), nil))
	want := http.StatusNotFound
	if Built() {
		want = http.StatusOK
	}
	if w.Code != want {
		t.Errorf("GET %s: %d, want %d", Path("app.css"), w.Code, want)
	}
}
