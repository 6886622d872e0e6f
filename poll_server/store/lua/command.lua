-- Carry out one command, if control has not moved since its sender looked: of two moderators one wins.
--
-- KEYS  1 live  2 commands  3 round in sight  4 its votes  5 its tally  6 its result  7 its moderation
--       8 round to open  9 the poll's secret  10 log of shown results
--       11 the questions from the hall  12 who moved since an earlier round, of the one in sight
--       13 what the hall asked  14 hands that were raised  15 the speakers' list  16 nicknames
--       17… what goes when a practice ends: its rounds, and what the hall did beside them
-- ARGV  1 command id  2 expected control version  3 changes channel  4 seconds a command id is kept
--       5 plan, JSON: {close, reopen, freeze: {checksums}, moves: {from>to: people}, open: {fields}, timer_ms, extend_ms, stop,
--         aside: the countdown is of a slide, which has no round, set: {fields of live}, unpin,
--         hands: who raised their hands, '' removes; never once the round is frozen,
--         moderate: {counter: state, '' removes},
--         practice: 'on', while nothing was asked | 'off': takes all of it away; entries: so many did the hall ask,
--         not_before_ms: Redis's clock must have passed it}
--       6 a secret for the poll, if it has none  7 entries of the log that are kept
--       8 ms in which a close can be taken back  9 ms since the last step before which nothing is done
-- Answers {'done' | 'conflict' | 'late': the close can't be taken back any more | 'hasty': the last
--         step was taken just now | 'frozen': no hands can be counted any more | 'asked': the hall asked
--         something already, raised a hand or gave a nickname, which a practice would take away, control version};
--         a repeated id gets its first answer again.
local live, commands = KEYS[1], KEYS[2]
local round, votes, tally, result, moderation = KEYS[3], KEYS[4], KEYS[5], KEYS[6], KEYS[7]
local fresh, secret, shown_log, floor, moves = KEYS[8], KEYS[9], KEYS[10], KEYS[11], KEYS[12]
local entries, hands, speakers, nicknames = KEYS[13], KEYS[14], KEYS[15], KEYS[16]
local id, expected, channel, keep = ARGV[1], tonumber(ARGV[2]), ARGV[3], tonumber(ARGV[4])
local plan = cjson.decode(ARGV[5])

local earlier = redis.call('HGET', commands, id)
if earlier then return { 'done', tonumber(earlier) } end
local control = tonumber(redis.call('HGET', live, 'control'))
if control == nil or control ~= expected then return { 'conflict', control or -1 } end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
-- By this clock alone votes are too late, so by this clock alone a countdown is over.
if plan.not_before_ms and now <= plan.not_before_ms then return { 'conflict', control } end
local moved_ms = tonumber(redis.call('HGET', live, 'moved_ms') or 0)
-- Where the clock was set back since, who knows how long that is ago: a moderator would wait until it is there again.
if now >= moved_ms and now - moved_ms < tonumber(ARGV[9]) then return { 'hasty', control } end
local state, freeze_ms = unpack(redis.call('HMGET', round, 'state', 'freeze_ms'))
local can_freeze = state == 'closed' and freeze_ms
if plan.reopen and not (can_freeze and now < tonumber(freeze_ms)) then return { 'late', control } end
-- Freezing moves no control: it may have come between the sender's look and this.
if plan.hands and not (state == 'open' or can_freeze) then return { 'frozen', control } end
if plan.practice == 'on' and redis.call('EXISTS', entries, hands, nicknames) > 0 then return { 'asked', control } end
-- Who supports what is kept under a key for each entry: none may have come since they were counted.
if plan.practice == 'off' and redis.call('HLEN', entries) ~= (plan.entries or 0) then return { 'conflict', control } end
local version = redis.call('HINCRBY', live, 'version', 1)

if plan.close and state == 'open' then
  -- Votes are refused from here on. Frozen it is a little later, by this script or `freeze.lua`.
  redis.call('HSET', round, 'state', 'closed', 'closed_ms', now, 'votes', redis.call('HLEN', votes),
    'version', version, 'freeze_ms', string.format('%.0f', now + tonumber(ARGV[8])))
end
if plan.reopen then
  -- Nothing was frozen and nobody was shown anything: it goes on as if it had never been closed.
  redis.call('HSET', round, 'state', 'open', 'deadline_ms', 0)
  redis.call('HDEL', round, 'closed_ms', 'votes', 'version', 'freeze_ms')
end
if plan.hands then
  if plan.hands == '' then redis.call('HDEL', round, 'hands')
  else redis.call('HSET', round, 'hands', plan.hands) end
  -- Checksums that were made of a closed round before this are made again.
  if can_freeze then redis.call('HSET', round, 'version', version) end
end
if plan.freeze and can_freeze then
  -- Showing and freezing are one step: what is seen is what stays.
  redis.call('COPY', tally, result, 'REPLACE')
  redis.call('HSET', round, 'votes', redis.call('HLEN', votes), 'frozen_ms', now, 'version', version)
  for field, value in pairs(plan.freeze) do redis.call('HSETNX', round, field, value) end
  for way, people in pairs(plan.moves or {}) do redis.call('HSETNX', moves, way, people) end
  redis.call('HDEL', round, 'freeze_ms')
end

local open_round = plan.open and fresh or round
if plan.open then
  -- The last votes may have been deleted, and their secret with them: new ones get a new one.
  redis.call('SET', secret, ARGV[6], 'NX')
  for field, value in pairs(plan.open) do redis.call('HSET', fresh, field, value) end
  redis.call('HSET', fresh, 'state', 'open', 'opened_ms', now, 'deadline_ms', 0)
end
local timed = plan.aside and live or open_round
if plan.timer_ms then redis.call('HSET', timed, 'deadline_ms', now + plan.timer_ms) end
if plan.extend_ms then
  local deadline = tonumber(redis.call('HGET', timed, 'deadline_ms') or 0)
  redis.call('HSET', timed, 'deadline_ms', math.max(deadline, now) + plan.extend_ms)
end
if plan.stop then redis.call('HSET', timed, 'deadline_ms', 0) end

local function in_sight()
  local number, shown = unpack(redis.call('HMGET', live, 'round', 'shown'))
  return number or '0', shown == '1' and (number or '0') ~= '0'
end
local function note_shown(number, turned)
  redis.call('RPUSH', shown_log, now .. ' ' .. number .. ' ' .. turned)
  redis.call('LTRIM', shown_log, -tonumber(ARGV[7]), -1)
end

local before, was_shown = in_sight()
local left = redis.call('HGET', live, 'question') or ''
for field, value in pairs(plan.set or {}) do redis.call('HSET', live, field, value) end
local after, is_shown = in_sight()
if was_shown and (not is_shown or before ~= after) then note_shown(before, 'off') end
if is_shown and (not was_shown or before ~= after) then note_shown(after, 'on') end
-- A frame that is held at a question goes on showing what was shown of it, and nothing else.
local come = plan.set and plan.set.question
if come and left ~= '' and come ~= left then
  redis.call('HSET', live, 'left:' .. left, was_shown and 1 or 0)
end
-- So that “never shown” differs from “nobody wrote it down”.
if plan.open and not is_shown then note_shown(after, 'off') end
if plan.unpin and redis.call('HDEL', floor, 'pinned') + redis.call('HDEL', live, 'pinned') > 0 then
  redis.call('HINCRBY', floor, 'version', 1)
end
if plan.practice == 'off' then
  -- As if nothing had ever been asked; but no round's number is given twice, so that no late vote fits one.
  if redis.call('EXISTS', nicknames) == 1 then redis.call('HINCRBY', live, 'nicknames', 1) end
  for at = 17, #KEYS do redis.call('DEL', KEYS[at]) end
  redis.call('HDEL', floor, 'pinned', 'at_ms')
  redis.call('HDEL', speakers, 'current', 'last', 'spoken', 'at_ms', 'until_ms', 'turn')
  for at = 0, 5 do redis.call('HDEL', speakers, 'chair:' .. at) end
  for _, list in ipairs({ floor, speakers }) do
    if redis.call('EXISTS', list) == 1 then redis.call('HINCRBY', list, 'version', 1) end
  end
  for _, field in ipairs(redis.call('HKEYS', live)) do
    -- Of a question: its latest round, its chart, its part in sight, whether it was seen to the last.
    if string.find(field, ':', 1, true) then redis.call('HDEL', live, field) end
  end
  redis.call('HDEL', live, 'pinned', 'deadline_ms', 'nickname_ms')
end
for counter, verdict in pairs(plan.moderate or {}) do
  if verdict == '' then redis.call('HDEL', moderation, counter)
  else redis.call('HSET', moderation, counter, verdict) end
end

local function is_step()
  local set = plan.set or {}
  return plan.open or plan.close or plan.reopen or plan.pages or set.question or set.shown or set.scene
end
if is_step() then redis.call('HSET', live, 'moved_ms', now) end
control = redis.call('HINCRBY', live, 'control', 1)
redis.call('HSET', commands, id, control)
redis.call('EXPIRE', commands, keep)
redis.call('SPUBLISH', channel, version)
return { 'done', control }
