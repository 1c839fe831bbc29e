package store

import (
	"fmt"
	"slices"

	"homeward/internal/seal"
)

var selectDisposals = say("SELECT table_name, row_key, reason FROM disposals WHERE register = $1 ORDER BY table_name, row_key")

// certificates says what was disposed of in a register, and names each disposal
// that no certificate accounts for: whoever may write to the database could
// otherwise make a row vanish with nothing left but a count.
func (v *logVerifier) certificates(register string) error {
	found, err := all(v.ctx, v.r, selectCertificates, readCertificate, register, 1<<31-1)
	if err != nil {
		return err
	}
	of := map[string][]string{} // the cases of each, by what a disposal says
	for _, c := range slices.Backward(found) {
		v.report.Certificates = append(v.report.Certificates, DisposedOf{register, c})
		of[byCertificate(c.N)] = append([]string{c.Case}, c.Also...)
	}
	return v.r.each(v.ctx, selectDisposals, func(row scan) error {
		var table, key, reason string
		if err := row(&table, &key, &reason); err != nil {
			return err
		}
		cases, ok := of[reason]
		if w, known := newSealedRow(table, key, 1); ok && known && (table == "cases" || w.table.key[1] == "case_id") {
			ok = slices.Contains(cases, w.parts[1])
		}
		if !ok {
			v.report.row("disposals", seal.Key(register, table, key), "has no certificate of its case")
		}
		return nil
	}, register)
}

// byCertificate is the reason of a disposal.
func byCertificate(n int) string { return fmt.Sprintf("certificate %d", n) }
