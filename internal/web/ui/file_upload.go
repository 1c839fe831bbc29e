package ui

import "cmp"

// FileUpload asks for a file; with JavaScript it can be dropped as well.
type FileUpload struct {
	Label        Label
	Hint         Hint
	ErrorMessage ErrorMessage
	// Invalid marks the field although it has no message of its own.
	Invalid bool
	// ID is Name if not given.
	ID, Name    string
	Multiple    bool
	Disabled    bool
	DescribedBy string
	Classes     string
	// Attributes may say with accept which kinds of file are meant.
	Attributes Attributes
	FormGroup  FormGroup
}

func (f FileUpload) component() (string, any) {
	f.ID = cmp.Or(f.ID, f.Name)
	f.Label.For = cmp.Or(f.Label.For, f.ID)
	f.DescribedBy = describe(f.DescribedBy, f.ID, &f.Hint, &f.ErrorMessage)
	f.Invalid = f.Invalid || !f.ErrorMessage.empty()
	return "file-upload", f
}
