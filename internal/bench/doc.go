// Package bench has the benchmarks of Homeward as a whole: pages over HTTP, a
// rating to the disk, an import, an export, verify, start-up and memory. Each
// is measured beside its floor: the same rows by bare SQL in the same run.
// Run them with make bench; docs/benchmarks.md says what came out.
package bench
