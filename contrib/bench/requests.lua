-- The requests that wrk sends: wrk -s requests.lua URL -- KIND EVENTS
--
-- KIND: event, list, list_auth, rsvp or login. The tokens stand in the file
-- BENCH_TOKENS, one a line; ids are made as the seeds make them.

local threads = 0

function setup(thread)
	threads = threads + 1
	thread:set("thread_number", threads)
end

-- The id of the i-th event: 28 bits in groups of seven, and fixed digits.
local function event_id(i)
	return string.format("0193%02x%02x-%02x%02x-7000-8000-000000000000",
	    math.floor(i / 2097152) % 128, math.floor(i / 16384) % 128,
	    math.floor(i / 128) % 128, i % 128)
end

local tokens = {}
local n_events = 0

local function any_token()
	return { ["Authorization"] = "Bearer " .. tokens[math.random(#tokens)] }
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
	for line in io.lines(os.getenv("BENCH_TOKENS")) do
		tokens[#tokens + 1] = line
	end
	math.randomseed(os.time() + 7919 * thread_number)
	build = make[kind]
	-- Made beforehand, so that wrk leaves the cores to the others; so many
	-- that hardly a write comes twice within a measurement.
	if kind ~= "login" then
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
