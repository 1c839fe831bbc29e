package app

import (
	"testing"

	"homeward/internal/civil"
)

// FuzzHospitals holds that of a file of hospitals only what may stand in the list
// is taken, each hospital once, and that any other file is refused with words.
func FuzzHospitals(f *testing.F) {
	f.Add([]byte("code,hospital,in_area,cqc_rating,rated_on,ward,security,ward_kind,bed_kind\nAB1,Oak House,yes,good,2026-03-31,Elm,low,,\nAB1,,,,,Ash,,,\n"))
	f.Add([]byte("\ufeffcode,hospital\n'=1+1,\"a\n\"\"b\"\n"))
	f.Add([]byte("hospital;code\n"))
	f.Add([]byte("code,hospital,rated_on\nx,y,2026-13-01\n"))
	f.Add([]byte("\"code\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		list, err := ReadHospitals(data)
		if err != nil {
			if e := As(err); e.Kind != Invalid || e.Text == "" {
				t.Errorf("refused with %v", err)
			}
			return
		}
		codes := map[string]bool{}
		for _, h := range list {
			if codes[h.Code] || len(checkHospital(h, civil.Of(2199, 1, 1))) > 0 {
				t.Errorf("%q was taken with %+v", data, h)
			}
			codes[h.Code] = true
		}
		if written, err := HospitalsFile(list); err != nil || len(written) == 0 {
			t.Errorf("what was taken cannot be written: %v", err)
		}
	})
}
