-- What was seen or done in the last weeks is listed by the day it was made.
CREATE INDEX reminders_by_day ON reminders (register, user_id, made_on);
