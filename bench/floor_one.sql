\set m random(1, 200000)
\set a random(100, 20000)
\set p :a / 100 + 1
SELECT record_purchase(:m, 'ext-' || nextval('external_number'), :a, 'EUR', 1, now(), '[{"sku":"A100","qty":1,"amount":1500},{"sku":"B200","qty":2,"amount":2500}]', :p);
