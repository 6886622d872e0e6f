-- Give a round that was frozen without checksums, as the version before did, the ones it lacks.
--
-- KEYS  1 round
-- ARGV  1 SHA-256 of its votes  2 SHA-256 of its result  3 how they were made
-- A checksum that is there is never written over.
local round = KEYS[1]
if redis.call('HGET', round, 'state') ~= 'closed' then return 0 end
if redis.call('HEXISTS', round, 'freeze_ms') == 1 then return 0 end
if redis.call('HSETNX', round, 'sha256', ARGV[1]) == 1 then
  redis.call('HSET', round, 'scheme', ARGV[3])
end
return redis.call('HSETNX', round, 'result_sha256', ARGV[2])
