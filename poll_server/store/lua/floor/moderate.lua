-- A moderator sees to the questions from the hall. Every verb says how things shall stand, so saying it
-- twice is the same as once, and of two moderators the later one has the word.
--
-- KEYS  1 live  2 floor  3 entries  4 counts  5 supporters of the entry  6… of those put to it
-- ARGV  1 verb  2 entry, '' where the verb is of all  3 value  4 changes channel
--       5… the entries whose supporters KEYS 6… are
--   of all:  open 1|0 · first 1|0 (the moderator sees them first) · names 1|0 · approve: all that wait
--   of one:  show · hide · answered 1|0 · answer TEXT · label TEXT · pin 1|0 · merge INTO, '' apart again
-- Answers 'done' | 'unknown' | 'moved': put together otherwise than the sender saw
local live, floor, entries, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local verb, id, value, channel = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local function get(key)
  local held = redis.call('HGET', entries, key)
  return held and cjson.decode(held)
end
local function put(key, entry) redis.call('HSET', entries, key, cjson.encode(entry)) end
local function tell() redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1)) end
local function unpin()
  redis.call('HDEL', floor, 'pinned')
  redis.call('HDEL', live, 'pinned')
  tell()
end

-- How many support an entry, each counted once over all that were put to it.
local function recount(key, first)
  local seen, n = {}, 0
  for at = first, #KEYS do
    local held = redis.call('HGETALL', KEYS[at])
    for i = 1, #held, 2 do
      if string.sub(held[i + 1], -1) == '1' and not seen[held[i]] then
        seen[held[i]] = true
        n = n + 1
      end
    end
  end
  redis.call('HSET', counts, key, n)
end

local function same(list, first)
  if #list ~= #ARGV - first + 1 then return false end
  for at, each in ipairs(list) do
    if each ~= ARGV[first - 1 + at] then return false end
  end
  return true
end

if redis.call('EXISTS', live) == 0 then return 'unknown' end
if verb == 'open' or verb == 'first' or verb == 'names' then
  redis.call('HSET', floor, verb, value)
  if verb == 'open' then
    redis.call('HSET', live, 'floor', value)
    tell()
  end
elseif verb == 'approve' then
  local all = redis.call('HGETALL', entries)
  for i = 1, #all, 2 do
    local entry = cjson.decode(all[i + 1])
    if entry.state == 'waiting' then
      entry.state = 'shown'
      put(all[i], entry)
    end
  end
else
  local entry = get(id)
  if not entry or entry.state == 'gone' then return 'unknown' end
  if verb == 'show' then
    entry.state = 'shown'
    put(id, entry)
  elseif verb == 'hide' then
    entry.state = 'hidden'
    put(id, entry)
    if redis.call('HGET', floor, 'pinned') == id then unpin() end
  elseif verb == 'answered' then
    entry.answered = value == '1' or nil
    put(id, entry)
  elseif verb == 'answer' or verb == 'label' then
    entry[verb] = value ~= '' and value or nil
    if verb == 'answer' and value ~= '' then entry.answered = true end
    put(id, entry)
  elseif verb == 'pin' then
    if value == '1' then
      redis.call('HSET', floor, 'pinned', id)
      redis.call('HSET', live, 'pinned', cjson.encode({ text = entry.text, name = entry.name, source = entry.source }))
      tell()
    elseif redis.call('HGET', floor, 'pinned') == id then
      unpin()
    end
  elseif verb == 'merge' and value ~= '' then
    -- KEYS 5 are the supporters of `id`, KEYS 6 those of `value`, then of what was put to `value`.
    local root = get(value)
    if not root or root.state == 'gone' or root.into or value == id then return 'unknown' end
    local merged = root.merged or {}
    if entry.into or #(entry.merged or {}) > 0 or not same(merged, 5) then return 'moved' end
    merged[#merged + 1] = id
    root.merged, entry.into = merged, value
    put(value, root)
    put(id, entry)
    recount(value, 5)
    if redis.call('HGET', floor, 'pinned') == id then unpin() end
  elseif verb == 'merge' then
    -- KEYS 5 are its own supporters, KEYS 6 those of what it was put to, then of what stays put to that.
    local root_id = entry.into
    if not root_id then return 'done' end
    local root, stay = get(root_id), {}
    for _, each in ipairs(root.merged) do
      if each ~= id then stay[#stay + 1] = each end
    end
    if not same(stay, 5) then return 'moved' end
    root.merged = #stay > 0 and stay or nil
    entry.into = nil
    put(root_id, root)
    put(id, entry)
    recount(root_id, 6)
    local seen = 0
    for _, record in ipairs(redis.call('HVALS', KEYS[5])) do
      if string.sub(record, -1) == '1' then seen = seen + 1 end
    end
    redis.call('HSET', counts, id, seen)
  else
    return 'unknown'
  end
end
redis.call('HINCRBY', floor, 'version', 1)
return 'done'
