package backup

import (
	"bytes"
	"compress/gzip"
	"io"
	"reflect"
	"testing"

	"filippo.io/age"
)

// FuzzRead holds that a file is read as the backup that was written, or refused:
// cut short, altered, of somebody else, or never a backup.
func FuzzRead(f *testing.F) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	about := About{Format: Format}
	var whole bytes.Buffer
	if err := Write(&whole, about, []age.Recipient{key.Recipient()}, func(w io.Writer) error {
		_, err := io.WriteString(w, "the database")
		return err
	}); err != nil {
		f.Fatal(err)
	}
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[:whole.Len()-1])
	f.Add([]byte("age-encryption.org/v1\n-> X25519 AAAA\n\n--- AAAA\n"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, database, err := Read(bytes.NewReader(data), []age.Identity{key})
		if err != nil {
			return
		}
		text, err := io.ReadAll(database)
		if err == nil && (string(text) != "the database" || !reflect.DeepEqual(got, about)) {
			t.Errorf("read as %+v with %q", got, text)
		}
	})
}

// FuzzInside is what stands in a file that was encrypted as it should be, for
// anyone may encrypt to a public key.
func FuzzInside(f *testing.F) {
	key, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	f.Add([]byte(`{"format":"` + Format + `"}` + "\nthe database"))
	f.Add([]byte("{}\n"))
	f.Add([]byte("no end of a line"))
	f.Add([]byte(nil))
	f.Fuzz(func(t *testing.T, data []byte) {
		var b bytes.Buffer
		sealed, err := age.Encrypt(&b, key.Recipient())
		if err != nil {
			t.Fatal(err)
		}
		packed := gzip.NewWriter(sealed)
		if _, err := packed.Write(data); err != nil {
			t.Fatal(err)
		}
		if err := packed.Close(); err != nil {
			t.Fatal(err)
		}
		if err := sealed.Close(); err != nil {
			t.Fatal(err)
		}
		about, _, err := Read(&b, []age.Identity{key})
		if err == nil && about.Format != Format {
			t.Errorf("%q is taken for a backup: %+v", data, about)
		}
	})
}
