// Package static holds the styles, scripts and pictures that `npm run build`
// makes, and serves them. They are part of the binary: no page asks another
// host for anything.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"
)

//go:embed all:built
var embedded embed.FS

// FS holds the built files by name, such as app.css. It is empty, but for a
// hidden file, in a binary that was built without assets.
var FS fs.FS = sub(embedded)

// Prefix is the path under which Handler is to be mounted.
const Prefix = "/static/"

var shipped = sync.OnceValue(func() *assets { return load(FS) })

// Built reports whether the files that every page needs are in the binary.
func Built() bool { return shipped().built() }

// Path gives the address of a built file, such as /static/1f0c5d92a4b7/app.css.
// The middle part is a digest of all the files together, so an address never
// changes its content and one file may name another relatively.
func Path(name string) string { return Prefix + shipped().digest + "/" + name }

// Handler serves the built files under Prefix. An address made by Path may be
// kept for ever; any other address of a file works but must be checked again.
func Handler() http.Handler { return shipped() }

type asset struct {
	content, zipped []byte
	mediaType       string
}

type assets struct {
	digest string
	files  map[string]asset
}

func sub(f embed.FS) fs.FS {
	built, err := fs.Sub(f, "built")
	if err != nil {
		panic(err) // the name is a constant
	}
	return built
}

// mediaTypes are said here because those of the machine differ.
var mediaTypes = map[string]string{
	".css":   "text/css; charset=utf-8",
	".ico":   "image/x-icon",
	".js":    "text/javascript; charset=utf-8",
	".json":  "application/json",
	".png":   "image/png",
	".svg":   "image/svg+xml; charset=utf-8",
	".woff2": "font/woff2",
}

func load(from fs.FS) *assets {
	a := &assets{files: map[string]asset{}}
	sum := sha256.New()
	err := fs.WalkDir(from, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || strings.HasPrefix(entry.Name(), ".") {
			return err
		}
		content, err := fs.ReadFile(from, name)
		if err != nil {
			return err
		}
		sum.Write([]byte(name))
		sum.Write([]byte{0})
		sum.Write(content)
		a.files[name] = asset{content: content, zipped: zip(content), mediaType: mediaType(name)}
		return nil
	})
	if err != nil {
		panic(err) // reading what is embedded cannot fail
	}
	a.digest = hex.EncodeToString(sum.Sum(nil)[:6])
	return a
}

func mediaType(name string) string {
	extension := path.Ext(name)
	if known := mediaTypes[extension]; known != "" {
		return known
	}
	return mime.TypeByExtension(extension)
}

// zip gives nil where compression would not pay.
func zip(content []byte) []byte {
	var b bytes.Buffer
	w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	w.Write(content)
	w.Close()
	if b.Len() > len(content)*9/10 {
		return nil
	}
	return b.Bytes()
}

func (a *assets) built() bool {
	for _, name := range []string{"app.css", "app.js", "draft.js", "fresh.js", "nhsuk-frontend.min.js", "favicon.svg"} {
		if _, ok := a.files[name]; !ok {
			return false
		}
	}
	return true
}

func (a *assets) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, Prefix)
	name, current := strings.CutPrefix(name, a.digest+"/")
	file, ok := a.files[name]
	if !ok && !current {
		// An address from another build: the file of this one, not to be kept.
		_, name, _ = strings.Cut(name, "/")
		file, ok = a.files[name]
	}
	if !ok {
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Cache-Control", "no-cache")
	if current {
		header.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	header.Set("Content-Type", file.mediaType)
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Vary", "Accept-Encoding")
	content, tag := file.content, a.digest
	if file.zipped != nil && strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		header.Set("Content-Encoding", "gzip")
		content, tag = file.zipped, a.digest+"-gzip"
	}
	header.Set("ETag", `"`+tag+`"`)
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}
