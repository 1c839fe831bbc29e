package document

import (
	"regexp"
	"strings"
	"testing"
)

func TestHTML(t *testing.T) {
	t.Parallel()
	d := small()
	d.Title += " <b>"
	var b strings.Builder
	if err := d.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	_, body, _ := strings.Cut(b.String(), "<body>\n")
	want := `<main>
<h1>What we keep about Zoë &lt;b&gt;</h1>
<p>First line<br>second line of ফ lost</p>
<h2>Trains</h2>
<h3>Small ones</h3>
<ul>
<li>Red<br>and blue</li>
<li>Green</li>
</ul>
<ol>
<li>One</li>
</ol>
<ul class="pictured" role="list">
<li>[picture]<span>You live<br>at home.</span></li>
<li><span>We ring you.</span></li>
</ul>
<table role="table">
<colgroup><col style="width: 33%"><col style="width: 66%"></colgroup>
<tbody role="rowgroup">
<tr role="row"><th role="rowheader" scope="row" data-column="">Name</th><td role="cell" data-column="">Zoë</td></tr>
</tbody>
</table>
<table role="table">
<caption>Who</caption>
<colgroup><col style="width: 25%"><col style="width: 75%"></colgroup>
<thead role="rowgroup"><tr role="row"><th role="columnheader" scope="col">When</th><th role="columnheader" scope="col">Who</th></tr></thead>
<tbody role="rowgroup">
<tr role="row"><td role="cell" data-column="When">Today</td><td role="cell" data-column="Who"></td></tr>
</tbody>
</table>
</main>
<footer>Northshire</footer>
</body>
</html>

`
	picture := regexp.MustCompile(`<svg viewBox="0 0 48 48" width="64" height="64" aria-hidden="true" focusable="false">(<path d="[MLHVCZ\d. -]+"( fill-rule="evenodd")?/>)+</svg>`)
	if body = picture.ReplaceAllString(body, "[picture]"); body != want {
		t.Errorf("got\n%s\nwant\n%s", body, want)
	}
	for _, there := range []string{`<html lang="en-GB">`, "<title>What we keep about Zoë &lt;b&gt;</title>"} {
		if !strings.Contains(b.String(), there) {
			t.Errorf("the page lacks %s", there)
		}
	}
	for _, outside := range []string{"http:", "https:", "src=", "@import", "url("} {
		if strings.Contains(b.String(), outside) {
			t.Errorf("the page asks for another file: %s", outside)
		}
	}
}
