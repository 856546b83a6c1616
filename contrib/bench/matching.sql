SELECT t.user_id, sum(t.weight * me.weight) / sqrt(min(t.n2) * min(me.n2)) AS cosine
  FROM bench_like me JOIN bench_like t ON t.cluster_id = me.cluster_id AND t.term = me.term
 WHERE me.i = VIEWER AND t.i <> me.i
 GROUP BY t.user_id
 ORDER BY cosine DESC
 LIMIT 20;
