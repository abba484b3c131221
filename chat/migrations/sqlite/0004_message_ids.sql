-- Whether a message was said before is asked by its id. Ids begin with their time, so in an index that begins with them
-- what is said at one time lies side by side, on a few pages; in one that begins with the chat it lies on a page for each
-- chat, and every commit wrote them all.
drop index message_id;
create unique index message_id on message (id, chat_id);
