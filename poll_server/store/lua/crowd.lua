-- Note what one process sees of the crowd, and forget processes that fell silent.
--
-- KEYS  1 live  2 crowd
-- ARGV  1 process  2 what it sees, JSON ('' when it leaves)  3 ms after which silence means gone
--       4 changes channel
-- Answers how many processes' words changed; screens get a new version only when one did.
local live, crowd = KEYS[1], KEYS[2]
local process, seen, silence, channel = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4]
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if redis.call('EXISTS', live) == 0 then return 0 end

local changed = 0
local entries = redis.call('HGETALL', crowd)
for at = 1, #entries, 2 do
  local stamp, body = string.match(entries[at + 1], '^(%d+) (.*)$')
  if entries[at] == process then
    if body == seen then changed = changed - 1 end
  elseif now - tonumber(stamp) > silence then
    redis.call('HDEL', crowd, entries[at])
    changed = changed + 1
  end
end
if seen == '' then changed = changed + redis.call('HDEL', crowd, process)
else
  redis.call('HSET', crowd, process, string.format('%.0f %s', now, seen))
  changed = changed + 1
end
-- Where every process ends without a word, nobody is left to forget them.
redis.call('PEXPIRE', crowd, silence * 12)
if changed > 0 then
  redis.call('SPUBLISH', channel, redis.call('HINCRBY', live, 'version', 1))
end
return changed
