package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"homeward/internal/casefile"
)

// caseSource is where cases are read from: one case file; or many, as the
// lines of a file or the files of a directory.
type caseSource struct {
	many bool
	name string
	// next is the next batch, or io.EOF.
	next  func() (*caseBatch, error)
	close func() error
}

// caseBatch is some cases: whole lines, or one whole file.
type caseBatch struct {
	name string // of the file, for messages
	line int    // number of the first line; 0 when data is one case
	data []byte
}

// batchSize is about how many bytes of cases are worked on at a time.
const batchSize = 256 << 10

// openCases opens what the command line names: CASE.json, a file of one case a
// line, a directory of either, or - for standard input.
func openCases(x *exec, path string) (*caseSource, error) {
	if path == "-" {
		return sniffCases("standard input", x.Stdin, func() error { return nil })
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	if info.IsDir() {
		return directoryCases(path)
	}
	return fileCases(path)
}

func unreadable(path string, err error) error {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return wrongUse("give a case file, a file of cases, a directory of them, or -", "cannot read %s: %v", path, err)
}

func fileCases(path string) (*caseSource, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, unreadable(path, err)
	}
	switch strings.ToLower(filepath.Ext(path)) {
	case ".json":
		return oneCase(path, f, f.Close), nil
	case ".jsonl", ".ndjson":
		return linesOfCases(path, f, f.Close), nil
	}
	s, err := sniffCases(path, f, f.Close)
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return s, nil
}

// sniffCases takes a text whose first line is a whole JSON value for one of a
// case a line, and any other for one case.
func sniffCases(name string, r io.Reader, done func() error) (*caseSource, error) {
	b := bufio.NewReaderSize(r, batchSize)
	var head []byte
	for len(bytes.TrimSpace(head)) == 0 {
		line, err := b.ReadBytes('\n')
		head = append(head, line...)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, unreadable(name, err)
		}
	}
	rest := io.MultiReader(bytes.NewReader(head), b)
	if jsontext.Value(bytes.TrimSpace(head)).IsValid() {
		return linesOfCases(name, rest, done), nil
	}
	return oneCase(name, rest, done), nil
}

func oneCase(name string, r io.Reader, done func() error) *caseSource {
	read := false
	return &caseSource{name: name, close: done, next: func() (*caseBatch, error) {
		if read {
			return nil, io.EOF
		}
		read = true
		data, err := io.ReadAll(r)
		if err != nil {
			return nil, unreadable(name, err)
		}
		return &caseBatch{name: name, data: data}, nil
	}}
}

func linesOfCases(name string, r io.Reader, done func() error) *caseSource {
	line := 1
	var rest []byte // begun but not finished by the batch before
	var ended bool
	return &caseSource{many: true, name: name, close: done, next: func() (*caseBatch, error) {
		data := append(make([]byte, 0, max(batchSize, 2*len(rest))), rest...)
		rest = nil
		for !ended {
			n, err := io.ReadFull(r, data[len(data):cap(data)])
			data = data[:len(data)+n]
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				ended = true
			} else if err != nil {
				return nil, unreadable(name, err)
			}
			if last := bytes.LastIndexByte(data, '\n'); !ended && last >= 0 {
				rest = bytes.Clone(data[last+1:])
				data = data[:last+1]
				break
			}
			if !ended {
				data = slices.Grow(data, len(data))
			}
		}
		if len(data) == 0 {
			return nil, io.EOF
		}
		b := &caseBatch{name: name, line: line, data: data}
		line += bytes.Count(data, []byte{'\n'})
		return b, nil
	}}
}

// directoryCases has the .json and .jsonl files of a directory, by name.
func directoryCases(dir string) (*caseSource, error) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return nil, unreadable(dir, err)
	}
	var paths []string
	for _, e := range list {
		switch strings.ToLower(filepath.Ext(e.Name())) {
		case ".json", ".jsonl", ".ndjson":
			if !e.IsDir() {
				paths = append(paths, filepath.Join(dir, e.Name()))
			}
		}
	}
	if len(paths) == 0 {
		return nil, wrongUse("name them *.json or *.jsonl", "%s has no case files", dir)
	}
	var now *caseSource
	s := &caseSource{many: true, name: dir}
	s.close = func() error {
		if now == nil {
			return nil
		}
		return now.close()
	}
	s.next = func() (*caseBatch, error) {
		for {
			if now != nil {
				b, err := now.next()
				if err != io.EOF {
					return b, err
				}
				err, now = now.close(), nil
				if err != nil {
					return nil, unreadable(dir, err)
				}
			}
			if len(paths) == 0 {
				return nil, io.EOF
			}
			var err error
			if now, err = fileCases(paths[0]); err != nil {
				return nil, err
			}
			paths = paths[1:]
		}
	}
	return s, nil
}

// each calls take for every case of the batch, or for its faults with the
// place to name before them. Blank lines are passed over.
func (b *caseBatch) each(take func(where string, f *casefile.File, faults []casefile.Fault)) {
	if b.line == 0 {
		f, faults := casefile.ReadFile(b.data)
		take(b.name, f, faults)
		return
	}
	line := b.line
	for data := b.data; len(data) > 0; line++ {
		text, after, _ := bytes.Cut(data, []byte{'\n'})
		data = after
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		f, faults := casefile.ReadFile(text)
		where := ""
		if faults != nil {
			where = fmt.Sprintf("%s: line %d", b.name, line)
		}
		take(where, f, faults)
	}
}

// workCases has batches worked on by every processor at once, each by a worker
// of its own, and hands the results on in the order of the cases. No more than
// a few batches are in memory at a time.
func workCases[R any](ctx context.Context, s *caseSource, newWorker func() func(*caseBatch) R, emit func(R) error) error {
	// Cases are garbage as soon as they are answered. Collecting it less often
	// takes some tens of megabytes more, however many cases there are.
	defer debug.SetGCPercent(debug.SetGCPercent(400))
	type job struct {
		batch  *caseBatch
		result chan R
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	workers := runtime.GOMAXPROCS(0)
	work := make(chan job)
	inOrder := make(chan job, 2*workers)
	var readError error
	var running sync.WaitGroup
	running.Go(func() {
		defer close(work)
		defer close(inOrder)
		for {
			batch, err := s.next()
			if err != nil {
				if err != io.EOF {
					readError = err
				}
				return
			}
			j := job{batch, make(chan R, 1)}
			select {
			case inOrder <- j:
			case <-ctx.Done():
				return
			}
			select {
			case work <- j:
			case <-ctx.Done():
				close(j.result)
				return
			}
		}
	})
	for range workers {
		running.Go(func() {
			do := newWorker()
			for j := range work {
				j.result <- do(j.batch)
			}
		})
	}
	var emitError error
	for j := range inOrder {
		if result, ok := <-j.result; ok && emitError == nil {
			if emitError = emit(result); emitError != nil {
				stop()
			}
		}
	}
	running.Wait()
	return cmp.Or(emitError, readError, ctx.Err())
}
