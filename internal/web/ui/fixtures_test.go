package ui

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

const fixtureDir = "../../../node_modules/nhsuk-frontend/dist/nhsuk/components"

// covered names each component of nhsuk-frontend that this package has.
var covered = map[string]Component{
	"action-link":         ActionLink{},
	"back-link":           BackLink{},
	"breadcrumb":          Breadcrumb{},
	"button":              Button{},
	"card":                Card{},
	"character-count":     CharacterCount{},
	"checkboxes":          Checkboxes{},
	"contents-list":       ContentsList{},
	"date-input":          DateInput{},
	"details":             Details{},
	"error-message":       ErrorMessage{},
	"error-summary":       ErrorSummary{},
	"fieldset":            Fieldset{},
	"file-upload":         FileUpload{},
	"footer":              Footer{},
	"header":              Header{},
	"heading":             Heading{},
	"hint":                Hint{},
	"input":               Input{},
	"inset-text":          InsetText{},
	"label":               Label{},
	"legend":              Legend{},
	"notification-banner": NotificationBanner{},
	"pagination":          Pagination{},
	"panel":               Panel{},
	"password-input":      PasswordInput{},
	"radios":              Radios{},
	"scroll":              Scroll{},
	"search-input":        SearchInput{},
	"select":              Select{},
	"skip-link":           SkipLink{},
	"summary-list":        SummaryList{},
	"tables":              Table{},
	"tabs":                Tabs{},
	"tag":                 Tag{},
	"task-list":           TaskList{},
	"textarea":            Textarea{},
	"warning-callout":     WarningCallout{},
}

// apart lists the fixtures that are not followed, by reason.
var apart = map[string][]string{
	"one thing is said twice, by a class and by an option; we have the option alone": {
		"heading 2 size class overriding size option",
		"input 23 width class overriding width option",
		"label 2 size class overriding size option",
		"legend 2 size class overriding size option",
		"tag 12 colour class overriding colour option",
	},
	"options that nhsuk-frontend has deprecated": {
		`checkboxes 48 with "none" option, deprecated`,
		`checkboxes 49 with "none" option (named group)`,
		`checkboxes 50 with "none" option (named group, unique)`,
		"label 19 with deprecated page heading",
		"label 20 with deprecated page heading overriding heading",
		"legend 15 with deprecated page heading",
		"legend 16 with deprecated page heading overriding heading",
		"pagination 7 with deprecated options",
		"tables 139 as a card (feature) with deprecated options",
		"task-list 1 with deprecated status classes",
		"task-list 2 with deprecated titles",
	},
	"a caption that is a heading of its own makes two headings of one": {
		`heading 20 text and caption "before" as a heading`,
	},
	"a message is always announced as an error": {
		"error-message 3 without visually hidden text",
	},
	"words that a script shows are English, as the pages are": {
		"character-count 31 with translations",
		"password-input 17 with translations",
		"file-upload 18 with multiple",
		"file-upload 20 with translations",
	},
	"the button that a script makes has its usual look": {
		"file-upload 2 button",
		"file-upload 3 button",
		"file-upload 4 button",
	},
	"a count has a limit that the server knows": {
		"character-count 7 to configure in JavaScript",
		"character-count 27 with neither maxlength, maxwords nor textarea description set",
		"character-count 28 with neither maxlength nor maxwords set",
	},
	"a list holds no empty items that would be counted": {
		"task-list 3 with empty items",
	},
	"markup that is not part of the heading belongs into Body": {
		"card 49 with image and custom HTML",
	},
	"its option has no effect in nhsuk-frontend": {
		"breadcrumb 1 attributes",
	},
	"a field is left out by giving the others as Items": {
		"date-input 5 day and month",
		"date-input 13 month and year",
		"date-input 16 month and year with fields",
		"date-input 17 month and year with fields overriding values",
		"date-input 18 month and year with values",
	},
	"its legend comes from a Nunjucks call block and is not among the options": {
		"legend 22 with HTML via call block",
		"legend 23 with HTML via call block, without heading",
		"error-summary 7 with description via call block",
		"footer 6 with meta HTML via call block",
	},
}

type fixture struct {
	Name    string         `json:"name"`
	Context map[string]any `json:"context"`
	HTML    string         `json:"html"`
}

// TestFixtures draws each component with the options of each fixture that
// nhsuk-frontend ships, and compares the markup.
func TestFixtures(t *testing.T) {
	t.Parallel()
	if _, err := os.Stat(fixtureDir); err != nil {
		if os.Getenv("CI") != "" {
			t.Fatalf("the NHS fixtures are missing: run npm ci: %v", err)
		}
		fmt.Fprintln(os.Stderr, "\n*** NOT RUN: the NHS component fixtures are missing. Run npm ci, then this test again. ***")
		t.Skip("run npm ci first")
	}
	reasons := map[string]string{}
	for reason, ids := range apart {
		for _, id := range ids {
			reasons[id] = reason
		}
	}
	seen, passed := map[string]bool{}, 0
	for name, zero := range covered {
		content, err := os.ReadFile(filepath.Join(fixtureDir, name, "fixtures.json"))
		if err != nil {
			t.Fatal(err)
		}
		var file struct{ Fixtures []fixture }
		if err := json.Unmarshal(content, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(file.Fixtures) == 0 {
			t.Errorf("%s has no fixtures", name)
		}
		for n, f := range file.Fixtures {
			// Several fixtures of one component share a name.
			id := fmt.Sprintf("%s %d %s", name, n, f.Name)
			seen[id] = true
			err := follow(name, zero, f)
			switch reason := reasons[id]; {
			case reason == "" && err != nil:
				t.Errorf("%s: %v", id, err)
			case reason != "" && err == nil:
				t.Errorf("%s is followed, so it need not be listed apart", id)
			case err == nil:
				passed++
			}
		}
	}
	for id := range reasons {
		if !seen[id] {
			t.Errorf("there is no fixture %q", id)
		}
	}
	t.Logf("%d of %d fixtures of %d components are followed", passed, len(seen), len(covered))
}

func follow(name string, zero Component, f fixture) error {
	options := f.Context
	switch name {
	case "header":
		options = ownLogo(options, f.HTML)
	case "footer":
		options = defaults(options, "copyright", "© NHS England")
	}
	// Ours can be reached by keyboard without a script too.
	want := strings.ReplaceAll(normal(f.HTML), `class="nhsuk-scroll__content" role="region">`, `class="nhsuk-scroll__content" role="region" tabindex="0">`)
	got, err := draw(zero, options)
	if err != nil {
		return err
	}
	if got == want {
		return nil
	}
	if class, ok := slots[name]; ok && options["html"] == nil && options["text"] == nil && options["description"] == nil {
		// The content of a Nunjucks call block is not among the options.
		if again, err := draw(zero, defaults(options, "html", content(f.HTML, class))); err == nil && again == want {
			return nil
		}
	}
	return fmt.Errorf("options %v\n%s", options, difference(got, want))
}

func draw(zero Component, options map[string]any) (string, error) {
	v := reflect.New(reflect.TypeOf(zero)).Elem()
	if err := fill(v, options); err != nil {
		return "", fmt.Errorf("options: %w", err)
	}
	drawn, err := Render(v.Interface().(Component))
	return normal(string(drawn)), err
}

// slots names the class of the element that holds the content of a component.
var slots = map[string]string{
	"action-link":         "nhsuk-action-link__text",
	"back-link":           "nhsuk-back-link",
	"card":                "nhsuk-card__content",
	"details":             "nhsuk-details__text",
	"error-message":       "nhsuk-error-message",
	"fieldset":            "nhsuk-fieldset",
	"hint":                "nhsuk-hint",
	"inset-text":          "nhsuk-inset-text",
	"label":               "nhsuk-label",
	"notification-banner": "nhsuk-notification-banner__content",
	"panel":               "nhsuk-panel__body",
	"scroll":              "nhsuk-scroll__content",
	"tag":                 "nhsuk-tag",
	"warning-callout":     "nhsuk-card__content",
}

// defaults gives the options with what nhsuk-frontend takes where an option is
// not given, and Homeward does not.
func defaults(options map[string]any, name string, value any) map[string]any {
	all := map[string]any{}
	maps.Copy(all, options)
	if _, given := all[name]; !given {
		all[name] = value
	}
	return all
}

// ownLogo gives the logo as something of the organisation's own, as Homeward
// has none, and the search its NHS.UK address and words.
func ownLogo(options map[string]any, markup string) map[string]any {
	logo := map[string]any{"alt": "NHS"}
	if at := strings.Index(markup, `<svg class="nhsuk-header__logo"`); at >= 0 {
		logo["html"] = markup[at : at+strings.Index(markup[at:], "</svg>")+len("</svg>")]
	}
	if given, ok := options["logo"].(map[string]any); ok {
		maps.Copy(logo, given)
	}
	options = maps.Clone(options)
	options["logo"] = logo
	if options["search"] != nil {
		search, _ := options["search"].(map[string]any)
		search = defaults(search, "action", "https://www.nhs.uk/search/")
		search = defaults(search, "input", map[string]any{"placeholder": "Search"})
		options["search"] = defaults(search, "label", map[string]any{"visuallyHiddenText": "Search the NHS website"})
	}
	return options
}

// option gives the name of the option that a field stands for.
func option(field string) string {
	switch field {
	case "Body":
		return "html"
	case "ID":
		return "id"
	case "IDPrefix":
		return "idPrefix"
	}
	return strings.ToLower(field[:1]) + field[1:]
}

// fill sets a field for each option. As in nhsuk-frontend, words stand for
// {text: words}, a list may come as {items: list}, and false or null leaves
// out.
func fill(v reflect.Value, value any) error {
	if value == nil {
		return nil
	}
	if v.Type() == reflect.TypeFor[Component]() {
		return fillBody(v, value)
	}
	switch v.Kind() {
	case reflect.Pointer:
		if value == false && v.Type().Elem().Kind() != reflect.Bool {
			return nil
		}
		v.Set(reflect.New(v.Type().Elem()))
		return fill(v.Elem(), value)
	case reflect.Struct:
		return fillStruct(v, value)
	case reflect.Slice:
		return fillSlice(v, value)
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
		for key, item := range value.(map[string]any) {
			v.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(fmt.Sprint(item)))
		}
	case reflect.String:
		v.SetString(fmt.Sprint(value))
	case reflect.Bool:
		is, ok := value.(bool)
		if !ok {
			return fmt.Errorf("%v is not a bool", value)
		}
		v.SetBool(is)
	case reflect.Int:
		number, ok := value.(float64)
		if !ok {
			return fmt.Errorf("%v is not a number", value)
		}
		v.SetInt(int64(number))
	default:
		return fmt.Errorf("no rule for %v into %s", value, v.Type())
	}
	return nil
}

// fillBody sets content: words, or markup that has been drawn already.
func fillBody(v reflect.Value, value any) error {
	switch value := value.(type) {
	case string:
		v.Set(reflect.ValueOf(HTML(value)))
	case map[string]any:
		if markup, ok := value["html"].(string); ok {
			v.Set(reflect.ValueOf(HTML(markup)))
		} else if text, ok := value["text"].(string); ok {
			v.Set(reflect.ValueOf(Text(text)))
		}
	case bool:
		if value {
			return fmt.Errorf("true is not content")
		}
	}
	return nil
}

func fillStruct(v reflect.Value, value any) error {
	switch value := value.(type) {
	case string:
		text := v.FieldByName("Text")
		if !text.IsValid() {
			return fmt.Errorf("%s has no text", v.Type())
		}
		text.SetString(value)
	case bool: // true asks for the thing with its defaults
	case map[string]any:
		fields := map[string]reflect.Value{}
		for n := range v.NumField() {
			fields[option(v.Type().Field(n).Name)] = v.Field(n)
		}
		for name, item := range value {
			field, ok := fields[name]
			switch {
			case name == "errorMessage" && item == true:
				field, ok = fields["invalid"]
			case name == "button" && item == false:
				field, ok = fields["noButton"]
				item = true
			case (name == "colour" || name == "icon") && item == false:
				item = "none"
			}
			if !ok {
				return fmt.Errorf("%s has no %s", v.Type(), name)
			}
			if err := fill(field, item); err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
		}
	}
	return nil
}

func fillSlice(v reflect.Value, value any) error {
	switch object := value.(type) {
	case map[string]any:
		list, ok := object["items"]
		if _, nested := v.Type().Elem().FieldByName("Items"); !ok || nested {
			list = []any{object}
		}
		value = list
	case bool:
		return nil
	}
	list, ok := value.([]any)
	if !ok {
		return fmt.Errorf("%v is not a list", value)
	}
	for _, item := range slices.DeleteFunc(slices.Clone(list), func(item any) bool { return item == nil || item == false || item == "" }) {
		element := reflect.New(v.Type().Elem()).Elem()
		if err := fill(element, item); err != nil {
			return err
		}
		v.Set(reflect.Append(v, element))
	}
	return nil
}
