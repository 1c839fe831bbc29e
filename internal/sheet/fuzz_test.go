package sheet

import (
	"encoding/json"
	"reflect"
	"testing"

	"homeward/internal/casefile"
	"homeward/internal/civil"
)

// FuzzArchive changes the bytes of a whole workbook: the zip around it, its
// directory, its sizes, its checksums.
func FuzzArchive(f *testing.F) {
	// A small one, for each byte is tried.
	f.Add(rawXLSX(f, map[string]string{"xl/worksheets/sheet1.xml": `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>`}))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("PK\x05\x06\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x00\x00"))
	f.Add([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
	f.Fuzz(func(t *testing.T, data []byte) { readAndCheck(t, "fuzz.xlsx", data) })
}

// FuzzValues holds that every cell can be read or refused, whatever column it
// is said to be.
func FuzzValues(f *testing.F) {
	for _, s := range []string{
		"02/01/2006", "2nd Sept 2006", "29 Feb 2023", "45629", "1e999", "Monday 2.1.06 09:00", "approx 2006", "31/12/9999", "1/1/0001", "(aged 99)",
		"Red → Amber", "ASD & LD (suspected)", "s.117, Sec 3 MHA", "Yes - verbal, 2/3/26", "CTR held", "Low secure", "=1+1", "\x00\xff", "",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, c := range []century{{}, {latest: today}} {
			if d, ok := readDay(s, c); ok && (d < civil.MinDate || d > civil.MaxDate) {
				t.Errorf("%q is read as day %d", s, d)
			}
		}
		readConditions(s)
		readConsent(s)
		readYesNo(s)
		readPlan(s)
		readSecurity(s)
		readLegalStatus(s)
		readPlace(s)
		readReviewType(s)
		if r, ok := readRating(s); ok && r != casefile.Red && r != casefile.Amber && r != casefile.Green && r != casefile.Blue {
			t.Errorf("%q is read as the rating %q", s, r)
		}
	})
}

func FuzzMapping(f *testing.F) {
	f.Add([]byte(`{"sheets":[{"name":"A","rating":"red","columns":[{"index":0,"header":"x","field":"nhs-number"},{"index":-1}]}]}`))
	f.Add([]byte(`{"sheets":null}`))
	f.Add([]byte(`[]`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := ParseMapping(data)
		if err != nil {
			return
		}
		written, err := json.Marshal(m)
		must(t, err)
		if again, err := ParseMapping(written); err != nil || !reflect.DeepEqual(again, m) {
			t.Errorf("%s is read as %+v, %v", written, again, err)
		}
	})
}
