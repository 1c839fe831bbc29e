package web

import (
	"net/http"

	"homeward/internal/app"
)

// exportPath is the address of the whole list, as it is shown, as a file.
func exportPath(q registerQuery, format app.ExportFormat) string {
	q.Page, q.Size, q.Board = 1, usualSize, false
	v := q.values()
	v.Set("format", string(format))
	return pathWith("/register/export", v)
}

var exportTypes = map[app.ExportFormat]string{
	app.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	app.CSV:  "text/csv; charset=utf-8",
}

// export sends the list as a file: everyone on all its pages, in the same
// columns and order.
func (s *Server) export(w http.ResponseWriter, r *http.Request, v visit) error {
	format := app.ExportFormat(r.URL.Query().Get("format"))
	if exportTypes[format] == "" {
		return &app.Error{Kind: app.NotFound}
	}
	asked, _, _, err := s.asked(r.Context(), v, readQuery(r.URL.Query()))
	if err != nil {
		return err
	}
	return s.app.Export(r.Context(), v.Actor, asked, format, &download{
		ResponseWriter: w, contentType: exportTypes[format], name: s.app.ExportName(v.Actor, format),
	})
}

// download says that it is a file only when its first byte is there, so that
// what goes wrong before gives an error page.
type download struct {
	http.ResponseWriter
	contentType, name string
	begun             bool
}

func (d *download) Write(b []byte) (int, error) {
	if !d.begun {
		d.begun = true
		d.Header().Set("Content-Type", d.contentType)
		d.Header().Set("Content-Disposition", `attachment; filename="`+d.name+`"`)
	}
	return d.ResponseWriter.Write(b)
}
