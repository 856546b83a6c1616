-- The requests that wrk sends: wrk -s requests.lua URL -- KIND EVENTS [MS]
--
-- Each connection pauses for so many milliseconds between two requests (default 0).
-- KIND: event, list, list_auth, rsvp, title, first, join, leave or login. The tokens stand in
-- the file BENCH_TOKENS, one a line; ids are made as the seeds make them.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_number", threads)
end

-- The i-th id of a kind: 28 bits in groups of seven, and fixed digits.
local function id_of(kind, i)
	return string.format("%s%02x%02x-%02x%02x-7000-8000-000000000000", kind,
	    math.floor(i / 2097152) % 128, math.floor(i / 16384) % 128,
	    math.floor(i / 128) % 128, i % 128)
end

local function event_id(i)
	return id_of("0193", i)
end

local tokens = {}
local n_events = 0

local function any_token()
	return { ["Authorization"] = "Bearer " .. tokens[math.random(#tokens)] }
end

local made = 0

-- The next of what every thread has a part of.
local function next_number()
	made = made + 1
	return (made - 1) * 2 + thread_number
end

local make = {
	event = function()
		return wrk.format("GET",
		    "/api/v1/events/" .. event_id(math.random(n_events)), any_token())
	end,
	list = function()
		return wrk.format("GET", "/api/v1/events?limit=20")
	end,
	list_auth = function()
		return wrk.format("GET", "/api/v1/events?limit=20", any_token())
	end,
	rsvp = function()
		local headers = any_token()
		headers["Content-Type"] = "application/json"
		return wrk.format("PUT",
		    "/api/v1/events/" .. event_id(math.random(n_events)) .. "/rsvps/me",
		    headers, '{"status":"attending"}')
	end,
	-- An event of the caller's, of whom the seeds have a thousand.
	title = function()
		local n = math.random(#tokens)
		return wrk.format("PATCH", "/api/v1/events/"
		    .. event_id(1000 * math.random(math.floor(n_events / 1000) - 1) + n - 1)
		    .. "?notify=false",
		    { ["Authorization"] = "Bearer " .. tokens[n],
		      ["Content-Type"] = "application/json" },
		    string.format('{"title":"Number %d","venue":{"name":"Hall"}}', math.random(1000000)))
	end,
	-- Each caller once answers one of the public events that are to come, then each
	-- another one (spaces.seed.sql).
	first = function()
		local headers, n = {}, next_number() - 1
		headers["Authorization"] = "Bearer " .. tokens[n % #tokens + 1]
		headers["Content-Type"] = "application/json"
		return wrk.format("PUT", "/api/v1/events/"
		    .. event_id(1000 * math.floor(n / #tokens)) .. "/rsvps/me",
		    headers, '{"status":"attending"}')
	end,
	-- Each caller once, then each once more another cluster, as long as there are some
	-- in which nobody is yet (spaces.seed.sql).
	join = function()
		local n = next_number() - 1
		local cluster = n_events / 100 - 1 - math.floor(n / #tokens)
		return wrk.format("POST",
		    "/api/v1/clusters/" .. id_of("0194", cluster) .. "/join",
		    { ["Authorization"] = "Bearer " .. tokens[n % #tokens + 1] })
	end,
	-- Leaves the first cluster, joins it, or answers one of its events.
	leave = function()
		local headers, kind = any_token(), math.random(3)
		local cluster = "/api/v1/clusters/" .. id_of("0194", 0)
		headers["Content-Type"] = "application/json"
		if kind == 1 then
			return wrk.format("POST", cluster .. "/leave", headers)
		elseif kind == 2 then
			return wrk.format("POST", cluster .. "/join", headers)
		end
		return wrk.format("PUT",
		    "/api/v1/events/" .. event_id(247 + math.random(4)) .. "/rsvps/me",
		    headers, '{"status":"attending"}')
	end,
	login = function()
		return wrk.format("POST", "/api/v1/auth/login",
		    { ["Content-Type"] = "application/json" },
		    string.format('{"email":"bench%d@example.org","password":"%s"}',
		    math.random(#tokens), os.getenv("BENCH_PASSWORD")))
	end,
}

local build
local ready = {}
local at = 0

function init(args)
	local kind = args[1]
	n_events = tonumber(args[2])
	if kind == "first" or kind == "join" then
		made = math.floor(tonumber(args[3]) / 2)
	elseif args[3] then
		delay = function() return tonumber(args[3]) end
	end
	for line in io.lines(os.getenv("BENCH_TOKENS")) do
		tokens[#tokens + 1] = line
	end
	math.randomseed(os.time() + 7919 * thread_number)
	build = make[kind]
	-- Made beforehand, so that wrk leaves the cores to the others; so many
	-- that hardly a write comes twice within a measurement. What is done for the first
	-- time is not done again, and each login is a new one.
	if kind ~= "login" and kind ~= "join" and kind ~= "first" then
		for i = 1, kind == "rsvp" and 32768 or 8192 do
			ready[i] = build()
		end
	end
end

function request()
	if #ready == 0 then
		return build()
	end
	at = at % #ready + 1
	return ready[at]
end
