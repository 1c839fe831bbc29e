package sheet

import (
	"bytes"
	"fmt"
	"path"
	"strings"
)

// RefusalCode says why a file was not read.
type RefusalCode string

const (
	TooLarge        RefusalCode = "too-large"
	TooManyRows     RefusalCode = "too-many-rows"
	TooManyColumns  RefusalCode = "too-many-columns"
	ZipBomb         RefusalCode = "zip-bomb"
	Encrypted       RefusalCode = "encrypted"
	OldExcel        RefusalCode = "old-excel"
	Macros          RefusalCode = "macros"
	OtherFormat     RefusalCode = "other-format"
	NotASpreadsheet RefusalCode = "not-a-spreadsheet"
	Corrupt         RefusalCode = "corrupt"
	Empty           RefusalCode = "empty"
)

// Refusal says that a file cannot be read, why, and what to do about it. Both
// texts are for the person who chose the file and hold nothing out of it.
type Refusal struct {
	Code    RefusalCode
	Message string
	Remedy  string
}

func (r *Refusal) Error() string { return r.Message + " " + r.Remedy }

const saveAsXLSX = "Open it in Excel, choose File, Save as, Excel Workbook (.xlsx), and choose the new file."

var refusals = map[RefusalCode][2]string{
	TooLarge:        {"This file is larger than %d MB.", "Remove sheets and pictures that are not part of the register, or split it into two files."},
	TooManyRows:     {"This file has more than %d rows.", "A stray value far below the list can do this: delete the empty rows under the list, or split the list into two files."},
	TooManyColumns:  {"This file has more than %d columns.", "A stray value far to the right of the list can do this: delete the empty columns beside the list."},
	ZipBomb:         {"This file unpacks to far more than a register needs, so it was not opened.", "Copy the rows of the register into a new workbook, save it as .xlsx and choose that file."},
	Encrypted:       {"This file is protected by a password, so it cannot be read.", "Open it in Excel, choose File, Info, Protect Workbook, Encrypt with Password, clear the password, save, and choose the file again."},
	OldExcel:        {"This file is in the older Excel format (.xls).", saveAsXLSX},
	Macros:          {"This file holds macros (small programs), so it was not opened.", "Open it in Excel, choose File, Save as, Excel Workbook (.xlsx), which leaves the macros out, and choose the new file."},
	OtherFormat:     {"This file is %s, which Homeward does not read.", "Open it in the program that made it, save it as Excel Workbook (.xlsx) or as CSV, and choose the new file."},
	NotASpreadsheet: {"This file is not a spreadsheet.", "Choose the register itself: an Excel workbook (.xlsx) or a CSV file."},
	Corrupt:         {"This file is damaged: part of it is missing or cannot be read.", saveAsXLSX},
	Empty:           {"There is nothing in this file.", "Check that it is the right file and that it was saved with its rows in it."},
}

func refuse(code RefusalCode, args ...any) *Refusal {
	text := refusals[code]
	return &Refusal{Code: code, Message: fmt.Sprintf(text[0], args...), Remedy: text[1]}
}

// Every OLE compound file begins so: old Excel workbooks and, since 2007,
// encrypted ones, which keep the whole workbook in a stream of this name.
var (
	oleSignature     = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}
	encryptedPackage = utf16LE("EncryptedPackage")
)

func utf16LE(s string) []byte {
	b := make([]byte, 0, 2*len(s))
	for i := 0; i < len(s); i++ {
		b = append(b, s[i], 0)
	}
	return b
}

// refuseBySignature refuses what the first bytes or the name show to be
// something else than XLSX or CSV.
func refuseBySignature(name string, data []byte) error {
	if bytes.HasPrefix(data, oleSignature) {
		switch {
		case bytes.Contains(data, encryptedPackage):
			return refuse(Encrypted)
		case bytes.Contains(data, utf16LE("Workbook")), bytes.Contains(data, utf16LE("Book")):
			return refuse(OldExcel)
		}
		return refuse(NotASpreadsheet)
	}
	start := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 512)], "\xef\xbb\xbf \t\r\n"))
	for _, other := range []struct{ prefix, is string }{
		{"%pdf", "a PDF"}, {"{\\rtf", "a Word document (RTF)"}, {"<!doctype html", "a web page"}, {"<html", "a web page"},
		{"<table", "a web page"}, {"<?xml", "an XML file"}, {"\x09\x08", "in a very old Excel format"},
	} {
		if bytes.HasPrefix(start, []byte(other.prefix)) {
			return refuse(OtherFormat, other.is)
		}
	}
	if bytes.HasPrefix(data, []byte("\x09\x08")) || bytes.HasPrefix(data, []byte("\x09\x04")) || bytes.HasPrefix(data, []byte("\x09\x02")) {
		return refuse(OldExcel)
	}
	switch strings.ToLower(path.Ext(baseName(name))) {
	case ".xlsm", ".xltm", ".xlam":
		return refuse(Macros)
	}
	return nil
}
