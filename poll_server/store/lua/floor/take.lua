-- What a hall asked with another tool is put down: all of it, or nothing.
--
-- KEYS  1 live  2 floor  3 entries  4 counts
-- ARGV  1 most entries of all  2… entry, its JSON without a number; and so on, in pairs
-- Answers 'done' | 'duplicate': all of them are here | 'full' | 'practice': its end would delete them |
--         'unknown': no such poll
local live, floor, entries, counts = KEYS[1], KEYS[2], KEYS[3], KEYS[4]

if redis.call('EXISTS', live) == 0 then return 'unknown' end
if redis.call('HGET', live, 'practice') == '1' then return 'practice' end
local new = {}
for at = 2, #ARGV, 2 do
  -- What was taken over and changed here since stays as it is.
  if redis.call('HEXISTS', entries, ARGV[at]) == 0 then new[#new + 1] = at end
end
if #new == 0 then return 'duplicate' end
if redis.call('HLEN', entries) + #new > tonumber(ARGV[1]) then return 'full' end
for _, at in ipairs(new) do
  local entry = cjson.decode(ARGV[at + 1])
  entry.number = redis.call('HINCRBY', floor, 'last', 1)
  redis.call('HSET', entries, ARGV[at], cjson.encode(entry))
  redis.call('HSET', counts, ARGV[at], 0)
end
local time = redis.call('TIME')
redis.call('HSET', floor, 'taken_ms', string.format('%.0f', time[1] * 1000 + math.floor(time[2] / 1000)))
redis.call('HINCRBY', floor, 'version', 1)
return 'done'
