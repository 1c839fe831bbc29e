package web

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"

	"homeward/internal/app"
	"homeward/internal/web/ui"
)

// meetingFollowPage is a meeting as others read along: large, so that it can
// stand on the screen of a room.
type meetingFollowPage struct {
	Page
	Live meetingLive
}

// meetingLive is the part of the page that follows the meeting.
type meetingLive struct {
	PollURL string // "" once there is nothing to wait for
	About   string
	Words   string // in place of a person
	Stage   *meetingStage
	Next    []string
	Refresh ui.Link
	Minutes *ui.Link
}

func (s *Server) liveOf(r *http.Request, v visit, view app.MeetingView) (meetingLive, error) {
	live := meetingLive{About: meetingTitle(view.Meeting), Refresh: ui.Link{Text: "Show where the meeting is now", Href: meetingPath(view.ID) + "/follow"}}
	if !view.Over() {
		live.PollURL = fmt.Sprintf("%s/follow/now?version=%d", meetingPath(view.ID), view.Version)
	}
	switch view.State {
	case app.MeetingPlanned:
		live.Words = "The meeting has not begun. This page follows it when it does."
		return live, nil
	case app.MeetingCancelled:
		live.Words = "The meeting was cancelled."
		return live, nil
	case app.MeetingEnded:
		live.Words = "The meeting has ended."
		live.Minutes = &ui.Link{Text: "Read the minutes", Href: meetingPath(view.ID) + "/minutes"}
		return live, nil
	}
	here := -1
	for n, i := range view.Items {
		if i.Case == view.Current {
			here = n
		}
	}
	for _, i := range view.Items[here+1:] {
		if i.State == app.ItemWaiting && len(live.Next) < 3 {
			name := i.Name
			if name == "" {
				name = someoneUnseen
			}
			live.Next = append(live.Next, name)
		}
	}
	if view.Current == "" || here < 0 {
		live.Words = "Nobody is talked about at the moment."
		return live, nil
	}
	stage, err := s.app.Stage(r.Context(), v.Actor, view, view.Current)
	if err != nil {
		return live, err
	}
	shown := s.stageOf(stage)
	shown.Clock = s.clockOf(view.Meeting)
	live.Stage = &shown
	return live, nil
}

func (s *Server) meetingFollow(w http.ResponseWriter, r *http.Request, v visit) error {
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	live, err := s.liveOf(r, v, view)
	if err != nil {
		return err
	}
	p := &meetingFollowPage{Page: s.newPage(v, "Follow the meeting"), Live: live}
	p.Back = &ui.BackLink{Text: "Back to the agenda", Href: meetingPath(view.ID)}
	return s.render(w, http.StatusOK, "meeting_follow", p)
}

// meetingFollowNow is the part that follows, or nothing while it is as it was.
func (s *Server) meetingFollowNow(w http.ResponseWriter, r *http.Request, v visit) error {
	seen, err := strconv.Atoi(r.URL.Query().Get("version"))
	if err == nil {
		now, err := s.app.MeetingVersion(r.Context(), v.Actor, r.PathValue("id"))
		if err != nil {
			return err
		}
		if now == seen {
			w.WriteHeader(http.StatusNoContent)
			return nil
		}
	}
	view, err := s.app.Meeting(r.Context(), v.Actor, r.PathValue("id"))
	if err != nil {
		return err
	}
	live, err := s.liveOf(r, v, view)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := s.templates["meeting_follow"].ExecuteTemplate(&b, "live", live); err != nil {
		return fmt.Errorf("drawing where a meeting is: %w", err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, err = b.WriteTo(w)
	return err
}
