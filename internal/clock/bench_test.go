package clock

import (
	"math/rand/v2"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// benchCases are a hundred cases of 50 entries each, told to their last day.
func benchCases() ([]*casefile.File, civil.Date) {
	files := make([]*casefile.File, 100)
	var last civil.Date
	for i := range files {
		f, _ := history(rand.New(rand.NewPCG(uint64(i), 11)), 50)
		f.Entries = f.Entries[:50]
		for _, e := range f.Entries {
			last = max(last, e.On)
		}
		files[i] = f
	}
	return files, last
}

func BenchmarkEvaluate(b *testing.B) {
	files, on := benchCases()
	e := NewEvaluator(England().WithCommencement(civil.Of(2024, 6, 1)))
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		e.Evaluate(files[n%len(files)], on)
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}

func BenchmarkObligations(b *testing.B) {
	files, on := benchCases()
	e := NewEvaluator(England().WithCommencement(civil.Of(2024, 6, 1)))
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		e.Obligations(files[n%len(files)], on)
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}

func BenchmarkEvaluateAndPrint(b *testing.B) {
	files, on := benchCases()
	rb := England().WithCommencement(civil.Of(2024, 6, 1))
	e := NewEvaluator(rb)
	var listed []Obligation
	var text []byte
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		f := files[n%len(files)]
		listed = listed[:0]
		for _, o := range e.Evaluate(f, on).Obligations {
			if Listed(&o, false) {
				listed = append(listed, o)
			}
		}
		text = AppendJSON(text[:0], rb, f, on, listed)
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}

func BenchmarkHistoryOfAYear(b *testing.B) {
	files, on := benchCases()
	rb := England().WithCommencement(civil.Of(2024, 6, 1))
	n := 0
	b.ReportAllocs()
	for b.Loop() {
		History(files[n%len(files)], rb, on-365, on)
		n++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "cases/s")
}
