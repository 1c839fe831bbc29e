// Package house holds the rules of the house as tests: who may import whom,
// what may be done where, and what may not be in the repository at all.
package house

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
)

const module = "homeward"

// pkg is one package of ours, as `go list` tells of it.
type pkg struct {
	Dir, ImportPath, Name string
	Imports               []string
	GoFiles               []string
	TestGoFiles           []string
	XTestGoFiles          []string
}

// short is the import path without the module's name: internal/clock.
func (p pkg) short() string { return strings.TrimPrefix(p.ImportPath, module+"/") }

// source is one file of Go.
type source struct {
	pkg  string // short import path of its package
	path string // from the root of the repository
	test bool
	tree *ast.File
	set  *token.FileSet
	text string
}

func (s source) at(n ast.Node) string {
	return s.path + ":" + strconv.Itoa(s.set.Position(n.Pos()).Line)
}

var root = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "env", "GOMOD").Output()
	return filepath.Dir(strings.TrimSpace(string(out))), err
})

func rootDir(t *testing.T) string {
	t.Helper()
	dir, err := root()
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

var list = sync.OnceValues(func() (packages []pkg, err error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	command := exec.Command("go", "list", "-e", "-json=Dir,ImportPath,Name,Imports,GoFiles,TestGoFiles,XTestGoFiles", "./...")
	command.Dir = dir
	out, err := command.Output()
	if err != nil {
		return nil, err
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	for {
		var p pkg
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages, nil
		} else if err != nil {
			return nil, err
		}
		packages = append(packages, p)
	}
})

func packages(t *testing.T) []pkg {
	t.Helper()
	all, err := list()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("only %d packages were found", len(all))
	}
	return all
}

var parsed = sync.OnceValues(func() (sources []source, err error) {
	dir, err := root()
	if err != nil {
		return nil, err
	}
	all, err := list()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		for i, names := range [][]string{p.GoFiles, p.TestGoFiles, p.XTestGoFiles} {
			for _, name := range names {
				s := source{pkg: p.short(), test: i > 0, set: token.NewFileSet()}
				text, err := os.ReadFile(filepath.Join(p.Dir, name))
				if err != nil {
					return nil, err
				}
				if s.path, err = filepath.Rel(dir, filepath.Join(p.Dir, name)); err != nil {
					return nil, err
				}
				if s.tree, err = parser.ParseFile(s.set, s.path, text, parser.ParseComments); err != nil {
					return nil, err
				}
				s.text = string(text)
				sources = append(sources, s)
			}
		}
	}
	return sources, nil
})

func sources(t *testing.T) []source {
	t.Helper()
	all, err := parsed()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// uses calls found for each name that the file takes from an imported package,
// such as found(node, "time", "Now").
func (s source) uses(found func(n ast.Node, path, name string)) {
	imported := map[string]string{}
	for _, i := range s.tree.Imports {
		path, _ := strconv.Unquote(i.Path.Value)
		name := strings.TrimSuffix(path, "/v2")
		name = name[strings.LastIndex(name, "/")+1:]
		if i.Name != nil {
			name = i.Name.Name
		}
		imported[name] = path
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		if selector, ok := n.(*ast.SelectorExpr); ok {
			if name, ok := selector.X.(*ast.Ident); ok && imported[name.Name] != "" {
				found(n, imported[name.Name], selector.Sel.Name)
			}
		}
		return true
	})
}

// texts calls found for each file of the repository that people write, with
// its path from the root.
func texts(t *testing.T, found func(path, text string)) {
	t.Helper()
	dir := rootDir(t)
	made := map[string]bool{".git": true, "node_modules": true, "bin": true, "e2e/shots": true, "internal/web/static/built": true}
	files := 0
	err := filepath.WalkDir(dir, func(full string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		path, err := filepath.Rel(dir, full)
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if made[path] {
				return filepath.SkipDir
			}
			return nil
		}
		text, err := os.ReadFile(full)
		if err != nil {
			return err
		}
		if !strings.ContainsRune(string(text), 0) {
			files++
			found(path, string(text))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files < 50 {
		t.Fatalf("only %d files were found", files)
	}
}
